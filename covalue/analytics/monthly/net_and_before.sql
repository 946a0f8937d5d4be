SELECT
  source,
  customer,
  sum(amount) FILTER (month BETWEEN $start AND $end) AS net,
  sum(cost) FILTER (month BETWEEN $start AND $end) AS cost_of_sales,
  coalesce(sum(uncosted) FILTER (month BETWEEN $start AND $end), 0)::BIGINT AS uncosted,
  sum(amount) FILTER (month BETWEEN $alike AND $end) AS net_alike,
  sum(amount) FILTER (month BETWEEN $before AND $before_end) AS net_before
FROM months
WHERE (month BETWEEN $start AND $end OR month BETWEEN $before AND $before_end) AND kind NOT IN ('cost_to_serve', 'activity')
  {of_customers}
GROUP BY source, customer
