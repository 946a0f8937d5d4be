-- The volumes of each activity a customer used in a month.
SELECT
  date_trunc('month', date)::DATE AS month,
  source,
  customer,
  offering,
  sum(quantity)::DECIMAL(20, 4) AS quantity
FROM lines
WHERE kind = 'activity' AND customer IS NOT NULL
GROUP BY ALL
