-- What lines there are to make histories of, and what is left out of them, up to $until (its last day without one).
SELECT
  min(date) FILTER (kind = 'sale' AND customer IS NOT NULL) AS first_date,
  max(date) AS last_date,
  count(*) AS lines,
  count(*) FILTER (customer IS NULL) AS unnamed,
  count(*) FILTER (date IS NULL) AS undated,
  count(*) FILTER (date > $until) AS after,
  count(*) FILTER (amount < 0 AND kind <> 'cost_to_serve' AND (date <= $until OR $until IS NULL)) AS returns,
  -sum(amount) FILTER (amount < 0 AND kind <> 'cost_to_serve' AND (date <= $until OR $until IS NULL)) AS returned
FROM lines
