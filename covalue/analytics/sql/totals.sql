-- What the customers handed in bought in a period, in one row.
SELECT
  sum(amount) FILTER (kind <> 'cost_to_serve') AS net,
  sum(list_amount) FILTER (kind <> 'cost_to_serve') AS list_amount,
  sum(discount) FILTER (kind <> 'cost_to_serve') AS discount,
  sum(cost) FILTER (kind <> 'cost_to_serve') AS cost_of_sales,
  sum(cost) FILTER (kind = 'cost_to_serve') AS cost_to_serve,
  count(DISTINCT document) FILTER (kind = 'sale') AS documents
FROM lines
WHERE date BETWEEN $start AND $end {of_customers}
