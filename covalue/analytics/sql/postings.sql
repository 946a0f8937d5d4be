-- What was posted as cost to serve to the customers handed in, by what it was for (the offering the posting names).
SELECT offering AS code, sum(cost)::DECIMAL(28, 6) AS cost
FROM lines
WHERE date BETWEEN $start AND $end AND kind = 'cost_to_serve' AND customer IS NOT NULL {of_customers}
GROUP BY offering
HAVING sum(cost) <> 0
ORDER BY cost DESC, code NULLS LAST
