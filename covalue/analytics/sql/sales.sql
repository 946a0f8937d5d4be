-- Purchases, a line each, to gather days of buying from: the customer's key, after its source where there is one, the day since 1970, and money up
-- to $until (its days after, up to $through, only count). Returns are none; $free counts sales of nothing as purchases.
SELECT
  CASE WHEN source = '' THEN customer ELSE source || chr(31) || customer END AS key,
  (date - DATE '1970-01-01')::INTEGER AS day,
  CASE WHEN date <= $until THEN coalesce(amount, 0) ELSE 0 END::DOUBLE AS value,
  CASE WHEN date <= $until THEN cost END::DOUBLE AS cost
FROM lines
WHERE customer IS NOT NULL AND kind = 'sale' AND date <= $through
  AND (amount > 0 OR ($free AND coalesce(amount, 0) = 0))
