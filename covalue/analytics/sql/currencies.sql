-- The currencies of the lines of a period.
SELECT DISTINCT currency
FROM lines
WHERE date BETWEEN $start AND $end AND currency IS NOT NULL {of_customers}
ORDER BY 1
