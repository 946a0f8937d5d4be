SELECT
  source,
  customer,
  CASE WHEN min(currency) = max(currency) AND count(currency) = count(*) THEN min(currency) END AS currency
FROM months
WHERE customer IS NOT NULL {of_customers}
GROUP BY source, customer
ORDER BY source, customer
