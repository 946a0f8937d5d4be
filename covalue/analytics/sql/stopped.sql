-- Customers with lines before $start and none from then to $end: what they brought until then, and when they last bought. Keys
-- of one account, in the table handed in as `known`, are one customer.
SELECT
  account_id,
  min(source) AS source,
  min(customer) AS key,
  coalesce(any_value(name), min(customer)) AS name,
  sum(net) AS net,
  max(bought_on) AS bought_on
FROM (
  SELECT
    source,
    customer,
    sum(amount) AS net,
    max(date) AS last_day,
    max(date) FILTER (kind = 'sale' AND amount > 0) AS bought_on
  FROM lines
  WHERE date <= $end AND customer IS NOT NULL AND kind NOT IN ('cost_to_serve', 'activity') {of_customers}
  GROUP BY source, customer
) LEFT JOIN known USING (source, customer)
GROUP BY account_id, CASE WHEN account_id IS NULL THEN source END, CASE WHEN account_id IS NULL THEN customer END
HAVING max(last_day) < $start
ORDER BY net DESC, key, source
