-- Those customers that a filter leaves, in the order asked for. `compared` is a table handed in.
SELECT *
FROM compared
WHERE ($only = '' OR ($only = 'losing' AND contribution < 0) OR ($only = 'eroding' AND erodes) OR ($only = 'unknown' AND goods IS NULL))
ORDER BY
  CASE WHEN $sort = 'name' THEN lower(name) END,
  CASE WHEN $sort = 'worst' THEN contribution END NULLS LAST,
  CASE WHEN $sort = 'net' THEN -net END,
  CASE WHEN $sort = 'served' THEN -served END,
  CASE WHEN $sort = 'change' THEN change END NULLS LAST,
  contribution DESC NULLS LAST, net DESC, key
