-- Customers from the largest: keys of one account count as one; shares are of the positive total, an item is A or B by
-- what lies before it, compared as decimals: 2.40 of 3.00 is 80 %, not a little less. `cost` is NULL where that of one line is not known. `sums` and `known` are tables handed in.
WITH merged AS (
  SELECT
    account_id,
    min(customer) AS key,
    min(source) AS source,
    coalesce(any_value(name), min(customer)) AS name,
    coalesce(any_value(account_class), '') AS account_class,
    coalesce(any_value(sector), '') AS sector,
    sum(net) AS net,
    coalesce(sum(net_alike), 0) AS net_alike,
    coalesce(sum(net_before), 0) AS net_before,
    CASE WHEN sum(uncosted) = 0 THEN coalesce(sum(cost_of_sales), 0) END AS cost
  FROM sums LEFT JOIN known USING (source, customer)
  WHERE customer IS NOT NULL AND net IS NOT NULL
  GROUP BY account_id, CASE WHEN account_id IS NULL THEN source END, CASE WHEN account_id IS NULL THEN customer END
),
ranked AS (
  SELECT
    *,
    sum(greatest(net, 0)) OVER (ORDER BY net DESC, key, source ROWS UNBOUNDED PRECEDING) AS reached,
    nullif(sum(greatest(net, 0)) OVER (), 0) AS positive
  FROM merged
)
SELECT
  account_id, key, name, account_class, sector, net, net_alike, net_before, cost,
  coalesce(net::DOUBLE / positive::DOUBLE, 0) AS share,
  coalesce(reached::DOUBLE / positive::DOUBLE, 0) AS cumulative,
  CASE
    WHEN net <= 0 THEN 'C'
    WHEN reached - net < $a_share::DECIMAL(9, 6) * positive THEN 'A'
    WHEN reached - net < $b_share::DECIMAL(9, 6) * positive THEN 'B'
    ELSE 'C'
  END AS abc
FROM ranked
ORDER BY net DESC, key, source
