-- Those customers that a filter leaves, in the order asked for. `overview` is a table handed in.
SELECT *
FROM overview
WHERE ($classes = [] OR list_contains($classes::VARCHAR[], account_class))
  AND ($abc = '' OR abc = $abc)
  AND ($xyz = '' OR xyz = $xyz)
  AND ($rfm = '' OR rfm = $rfm)
  AND ($sector = '' OR sector = $sector)
  AND (NOT $eroding OR erodes)
ORDER BY
  CASE WHEN $sort = 'name' THEN lower(name) END,
  CASE WHEN $sort = 'net' THEN -net END,
  CASE WHEN $sort = 'contribution' THEN -contribution END NULLS LAST,
  CASE WHEN $sort = 'share' THEN contribution_share END NULLS LAST,
  CASE WHEN $sort = 'fit' THEN -fit END NULLS LAST,
  lifetime DESC NULLS LAST, net DESC, key, source
