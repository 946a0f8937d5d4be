-- Every customer of the ledger who was ever named.
SELECT source, customer
FROM lines
WHERE customer IS NOT NULL {of_customers}
GROUP BY source, customer
ORDER BY source, customer
