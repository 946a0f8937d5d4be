-- Net revenue by customer in a period, in the part of it that is compared, and in what it is compared with: one look at
-- the lines.
SELECT
  source,
  customer,
  sum(amount) FILTER (date BETWEEN $start AND $end) AS net,
  sum(cost) FILTER (date BETWEEN $start AND $end) AS cost_of_sales,
  count(*) FILTER (date BETWEEN $start AND $end AND amount <> 0 AND cost IS NULL) AS uncosted,
  sum(amount) FILTER (date BETWEEN $alike AND $end) AS net_alike,
  sum(amount) FILTER (date BETWEEN $before AND $before_end) AS net_before
FROM lines
WHERE (date BETWEEN $start AND $end OR date BETWEEN $before AND $before_end) AND kind NOT IN ('cost_to_serve', 'activity') {of_customers}
GROUP BY source, customer
