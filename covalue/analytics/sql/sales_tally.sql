-- What lines there are and what no history is made of, up to $until (its last day without one), but for what depends on who bought:
-- not to read the customers takes a third of the time.
SELECT
  max(date) AS last_date,
  count(*) AS lines,
  count(*) FILTER (date IS NULL) AS undated,
  count(*) FILTER (date > $until) AS after,
  count(*) FILTER (amount < 0 AND kind <> 'cost_to_serve' AND (date <= $until OR $until IS NULL)) AS returns,
  -sum(amount) FILTER (amount < 0 AND kind <> 'cost_to_serve' AND (date <= $until OR $until IS NULL)) AS returned
FROM lines
