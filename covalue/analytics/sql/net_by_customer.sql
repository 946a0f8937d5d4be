-- Net revenue by customer: sales, returns and credits; cost-to-serve postings are costs, not revenue.
SELECT
  source,
  customer,
  sum(amount) FILTER (kind <> 'cost_to_serve') AS net,
  sum(list_amount) FILTER (kind <> 'cost_to_serve') AS list_amount,
  sum(discount) FILTER (kind <> 'cost_to_serve') AS discount,
  sum(cost) FILTER (kind <> 'cost_to_serve') AS cost_of_sales,
  sum(cost) FILTER (kind = 'cost_to_serve') AS cost_to_serve,
  count(*) AS lines
FROM lines
WHERE date BETWEEN $start AND $end {of_customers}
GROUP BY source, customer
