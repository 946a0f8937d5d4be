-- Each customer's history as models of lifetime value want it: repeat purchases (frequency), the time from the first to
-- the last (recency) and from the first to $until (age), both in units of $unit_days, the mean value of a repeat
-- purchase, what they spent and what that cost (NULL where one cost is not known), and what they bought after $until, up to
-- $through. All of a day is one purchase; returns are none. Keys of
-- one account, in the table handed in as `known`, are one customer. $free counts sales of nothing as purchases.
SELECT
  account_id,
  source,
  customer,
  count(*) FILTER (date <= $until) - 1 AS frequency,
  date_diff('day', min(date), max(date) FILTER (date <= $until)) / $unit_days::DOUBLE AS recency,
  date_diff('day', min(date), $until) / $unit_days::DOUBLE AS age,
  coalesce((sum(value) FILTER (date <= $until) - arg_min(value, date)) / nullif(count(*) FILTER (date <= $until) - 1, 0), 0)
    AS mean_value,
  sum(value) FILTER (date <= $until) AS spent,
  CASE WHEN sum(uncosted) FILTER (date <= $until) = 0 THEN sum(cost) FILTER (date <= $until) END AS cost,
  count(*) FILTER (date > $until) AS later
FROM (
  WITH days AS MATERIALIZED (
    SELECT account_id, source, customer, date, value, cost, uncosted
    FROM (
      SELECT
        source,
        customer,
        date,
        sum(coalesce(amount, 0))::DOUBLE AS value,
        sum(cost)::DOUBLE AS cost,
        count(*) FILTER (amount <> 0 AND cost IS NULL) AS uncosted
      FROM lines
      WHERE customer IS NOT NULL AND kind = 'sale' AND date <= $through
        AND (amount > 0 OR ($free AND coalesce(amount, 0) = 0))
      GROUP BY source, customer, date
    ) LEFT JOIN known USING (source, customer)
  )
  SELECT account_id, source, customer, date, value, cost, uncosted FROM days WHERE account_id IS NULL
  UNION ALL
  SELECT account_id, NULL, NULL, date, sum(value), sum(cost), sum(uncosted)
  FROM days
  WHERE account_id IS NOT NULL
  GROUP BY account_id, date
)
GROUP BY account_id, source, customer
HAVING min(date) <= $until
ORDER BY account_id, source, customer
