SELECT
  sum(amount) FILTER (kind <> 'cost_to_serve') AS net,
  sum(list_amount) FILTER (kind <> 'cost_to_serve') AS list_amount,
  sum(discount) FILTER (kind <> 'cost_to_serve') AS discount,
  CASE
    WHEN coalesce(sum(uncosted) FILTER (kind <> 'cost_to_serve'), 0) = 0
    THEN sum(cost) FILTER (kind <> 'cost_to_serve')
  END AS cost_of_sales,
  (
    SELECT count(DISTINCT document)
    FROM documents
    WHERE month BETWEEN $start AND $end AND sales > 0 {of_customers}
  ) AS documents
FROM months
WHERE month BETWEEN $start AND $end {of_customers}
