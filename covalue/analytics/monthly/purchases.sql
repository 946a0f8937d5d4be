-- Days on which nothing was paid for are none of buying: `$free` is asked of files alone.
SELECT
  account_id,
  source,
  customer,
  count(*) FILTER (date <= $until) - 1 AS frequency,
  date_diff('day', min(date), max(date) FILTER (date <= $until)) / $unit_days::DOUBLE AS recency,
  date_diff('day', min(date), $until) / $unit_days::DOUBLE AS age,
  coalesce((sum(bought) FILTER (date <= $until) - arg_min(bought, date)) / nullif(count(*) FILTER (date <= $until) - 1, 0), 0)
    AS mean_value,
  sum(bought) FILTER (date <= $until) AS spent,
  CASE WHEN count(*) FILTER (date <= $until AND cost IS NULL) = 0 THEN sum(cost) FILTER (date <= $until) END AS cost,
  count(*) FILTER (date > $until) AS later
FROM (
  WITH bought AS NOT MATERIALIZED (
    SELECT source, customer, date, bought, cost
    FROM days
    WHERE customer IS NOT NULL AND date <= $through
      AND CASE WHEN $free THEN error('sales of nothing are not summed up by day') ELSE bought > 0 END
  )
  SELECT NULL::BIGINT AS account_id, source, customer, date, bought, cost FROM bought ANTI JOIN known USING (source, customer)
  UNION ALL
  SELECT account_id, NULL, NULL, date, sum(bought), CASE WHEN count(*) = count(cost) THEN sum(cost) END
  FROM bought JOIN known USING (source, customer)
  GROUP BY account_id, date
)
GROUP BY account_id, source, customer
HAVING min(date) <= $until
ORDER BY account_id, source, customer
