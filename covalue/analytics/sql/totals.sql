-- What the customers handed in bought in a period, in one row. `cost_of_sales` is NULL where the cost of one line is not known.
SELECT
  sum(amount) FILTER (kind <> 'cost_to_serve') AS net,
  sum(list_amount) FILTER (kind <> 'cost_to_serve') AS list_amount,
  sum(discount) FILTER (kind <> 'cost_to_serve') AS discount,
  CASE
    WHEN count(*) FILTER (kind <> 'cost_to_serve' AND amount <> 0 AND cost IS NULL) = 0
    THEN sum(cost) FILTER (kind <> 'cost_to_serve')
  END AS cost_of_sales,
  count(DISTINCT document) FILTER (kind = 'sale') AS documents
FROM lines
WHERE date BETWEEN $start AND $end {of_customers}
