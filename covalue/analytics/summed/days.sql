-- What a customer's lines of a day come to: how many there are and how many are sales, what was bought and its cost (NULL where that of
-- one sale is not known), and what went back. Lines that name no customer are a row for each day and source.
SELECT
  date_trunc('month', date)::DATE AS month,
  source,
  customer,
  date,
  count(*) AS lines,
  count(*) FILTER (kind = 'sale') AS sales,
  coalesce(sum(amount) FILTER (kind = 'sale' AND amount > 0), 0)::DOUBLE AS bought,
  CASE
    WHEN count(*) FILTER (kind = 'sale' AND amount > 0 AND cost IS NULL) = 0
      THEN sum(cost) FILTER (kind = 'sale' AND amount > 0)::DOUBLE
  END AS cost,
  count(*) FILTER (kind <> 'cost_to_serve' AND amount < 0) AS returns,
  -sum(amount) FILTER (kind <> 'cost_to_serve' AND amount < 0)::DECIMAL(28, 4) AS returned
FROM lines
GROUP BY ALL
