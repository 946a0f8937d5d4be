, whole AS (
  SELECT
    source,
    customer,
    document,
    min(date) AS date,
    sum(sales)::BIGINT AS sales,
    sum(returns)::BIGINT AS returns,
    coalesce(sum(net), 0)::DECIMAL(28, 4) AS net
  FROM documents
  WHERE month BETWEEN $start AND $end AND customer IS NOT NULL AND (SELECT count(*) FROM pools) > 0 {of_customers}
  GROUP BY source, customer, document
)
, used AS (
  SELECT
    pool,
    {driver_volume}::DECIMAL(28, 6) AS volume
  FROM whole JOIN pools ON date BETWEEN pools.starts AND pools.ends
  UNION ALL
  SELECT pool, quantity::DECIMAL(28, 6) AS volume
  FROM activities JOIN pools ON {driver_imported} AND offering = activity AND month BETWEEN pools.starts AND pools.ends
  WHERE month BETWEEN $start AND $end {of_customers}
)
SELECT pool, sum(volume)::DECIMAL(28, 6) AS volume
FROM used
GROUP BY pool
ORDER BY pool
