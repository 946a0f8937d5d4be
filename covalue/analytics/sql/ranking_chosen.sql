-- Those rows of a ranking that a filter leaves, in the order asked for. `ranking` is a table handed in.
SELECT *
FROM ranking
WHERE ($account_class = '' OR account_class = $account_class)
  AND ($letter = '' OR abc = $letter)
ORDER BY
  CASE WHEN $sort = 'name' THEN lower(name) END,
  CASE WHEN $sort = 'fall' AND net_before > 0 THEN net_alike / net_before END NULLS LAST,
  CASE WHEN $sort = 'change' AND net_before > 0 THEN -net_alike / net_before END NULLS LAST,
  net DESC, key
