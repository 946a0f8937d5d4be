-- Sales of named customers up to $through, a line each, to gather days of buying from: the customer's key, after its source where
-- there is one, the day since 1970, amount and cost. Lines that name no customer are there, too, without a key, to be counted.
SELECT
  CASE WHEN coalesce(source, '') = '' THEN customer ELSE source || chr(31) || customer END AS key,
  (date - DATE '1970-01-01')::INTEGER AS day,
  coalesce(amount, 0)::DOUBLE AS amount,
  cost::DOUBLE AS cost
FROM lines
WHERE customer IS NULL OR (kind = 'sale' AND date <= $through)
