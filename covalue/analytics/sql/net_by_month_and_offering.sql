-- Net revenue of the customers handed in, by month and offering, with the documents it came from.
SELECT date_trunc('month', date) AS month, offering, sum(amount) AS net, count(DISTINCT document) AS documents
FROM lines
WHERE date BETWEEN $start AND $end AND kind NOT IN ('cost_to_serve', 'activity') {of_customers}
GROUP BY 1, 2
ORDER BY 1, 2
