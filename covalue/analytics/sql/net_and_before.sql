-- Net revenue by customer in a period and in the one just before it, in one look at the lines.
SELECT
  source,
  customer,
  sum(amount) FILTER (date >= $start AND kind <> 'cost_to_serve') AS net,
  sum(cost) FILTER (date >= $start AND kind <> 'cost_to_serve') AS cost_of_sales,
  sum(amount) FILTER (date < $start AND kind <> 'cost_to_serve') AS net_before
FROM lines
WHERE date BETWEEN $before AND $end {of_customers}
GROUP BY source, customer
