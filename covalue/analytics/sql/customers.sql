-- Every customer of the ledger who was ever named, with the currency of their lines where it is one and all name it.
SELECT
  source,
  customer,
  CASE WHEN min(currency) = max(currency) AND count(currency) = count(*) THEN min(currency) END AS currency
FROM lines
WHERE customer IS NOT NULL {of_customers}
GROUP BY source, customer
ORDER BY source, customer
