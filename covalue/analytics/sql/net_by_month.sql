-- Net revenue by month, of everybody or of the customers handed in.
SELECT date_trunc('month', date) AS month, sum(amount) AS net
FROM lines
WHERE date BETWEEN $start AND $end AND kind NOT IN ('cost_to_serve', 'activity') {of_customers}
GROUP BY 1
ORDER BY 1
