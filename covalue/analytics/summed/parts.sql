-- What customers' lines of each unit, each region and each offering come to in a month, by kind.
SELECT
  date_trunc('month', date)::DATE AS month,
  CASE
    WHEN grouping(unit) = 0 THEN 'unit'
    WHEN grouping(region) = 0 THEN 'region'
    ELSE 'offering'
  END AS dimension,
  CASE
    WHEN grouping(unit) = 0 THEN unit
    WHEN grouping(region) = 0 THEN region
    ELSE offering
  END AS code,
  kind,
  sum(amount)::DECIMAL(28, 4) AS amount,
  sum(cost)::DECIMAL(28, 4) AS cost,
  count(*) FILTER (amount <> 0 AND cost IS NULL) AS uncosted
FROM lines
WHERE customer IS NOT NULL
GROUP BY GROUPING SETS ((month, kind, unit), (month, kind, region), (month, kind, offering))
