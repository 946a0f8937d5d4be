-- What the customers handed in used of each pool in a period: its driver's volume. `pools` is a table handed in.
, documents AS (
  SELECT
    source,
    customer,
    document,
    min(date) AS date,
    count(*) FILTER (kind = 'sale') AS sales,
    count(*) FILTER (kind = 'return') AS returns,
    coalesce(sum(amount), 0) AS net
  FROM lines
  WHERE date BETWEEN $start AND $end AND kind IN ('sale', 'return') AND customer IS NOT NULL {of_customers}
  GROUP BY source, customer, document
)
, used AS (
  SELECT
    pool,
    {driver_volume}::DECIMAL(28, 6) AS volume
  FROM documents JOIN pools ON date BETWEEN pools.starts AND pools.ends
  UNION ALL
  SELECT pool, quantity::DECIMAL(28, 6) AS volume
  FROM lines JOIN pools ON {driver_imported} AND offering = activity AND date BETWEEN pools.starts AND pools.ends
  WHERE date BETWEEN $start AND $end AND kind = 'activity' AND customer IS NOT NULL {of_customers}
)
SELECT pool, sum(volume)::DECIMAL(28, 6) AS volume
FROM used
GROUP BY pool
ORDER BY pool
