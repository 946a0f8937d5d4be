-- A document's sales and returns in a month: how many lines, the day of the first, what it comes to.
SELECT
  month,
  source,
  customer,
  document,
  min(first_date) AS date,
  coalesce(sum(lines) FILTER (kind = 'sale'), 0)::BIGINT AS sales,
  coalesce(sum(lines) FILTER (kind = 'return'), 0)::BIGINT AS returns,
  sum(amount)::DECIMAL(28, 4) AS net
FROM by_document
WHERE kind IN ('sale', 'return')
GROUP BY ALL
