-- Units, revenue and cost of each offering sold to the customers handed in. `unknown` counts lines without a quantity or
-- a cost; a credit needs no quantity.
SELECT
  coalesce(offering, '') AS offering,
  coalesce(sum(quantity), 0) AS quantity,
  coalesce(sum(amount), 0) AS net,
  coalesce(sum(cost), 0) AS cost,
  count(*) FILTER (amount <> 0 AND (cost IS NULL OR (quantity IS NULL AND kind <> 'credit'))) AS unknown
FROM lines
WHERE date BETWEEN $start AND $end AND kind NOT IN ('cost_to_serve', 'activity') {of_customers}
GROUP BY 1
ORDER BY 1
