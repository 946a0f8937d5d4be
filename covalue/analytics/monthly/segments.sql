SELECT
  account_id,
  min(source) AS source,
  min(key) AS key,
  coalesce(any_value(name), min(key)) AS name,
  sum(net) AS net,
  sum(purchases)::BIGINT AS purchases,
  date_diff('day', max(last_day), $end) AS days_since,
  sqrt(greatest(sum(net * net) - sum(net) * sum(net) / $months, 0) / ($months - 1)) / nullif(sum(net) / $months, 0) AS variation
FROM (
  SELECT
    account_id,
    CASE WHEN account_id IS NULL THEN source END AS own_source,
    CASE WHEN account_id IS NULL THEN customer END AS own_key,
    month,
    min(customer) AS key,
    min(source) AS source,
    any_value(name) AS name,
    sum(net) AS net,
    sum(purchases) AS purchases,
    max(last_day) AS last_day
  FROM (
    SELECT
      source,
      customer,
      month,
      sum(amount)::DOUBLE AS net,
      sum(purchases) AS purchases,
      max(bought_on) AS last_day
    FROM months
    WHERE month BETWEEN $start AND $end AND customer IS NOT NULL AND kind NOT IN ('cost_to_serve', 'activity') {of_customers}
    GROUP BY source, customer, month
  ) LEFT JOIN known USING (source, customer)
  GROUP BY account_id, own_source, own_key, month
)
GROUP BY account_id, own_source, own_key
ORDER BY net DESC, key, source
