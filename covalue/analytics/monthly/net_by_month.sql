SELECT date_trunc('month', month) AS month, sum(amount) AS net
FROM months
WHERE month BETWEEN $start AND $end AND kind NOT IN ('cost_to_serve', 'activity') {of_customers}
GROUP BY 1
ORDER BY 1
