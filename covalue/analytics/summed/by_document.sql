-- The lines of each document of a customer in a month, by kind and currency: what `months` and `documents` are summed up from.
SELECT
  date_trunc('month', date)::DATE AS month,
  source,
  customer,
  document,
  kind,
  currency,
  count(*) AS lines,
  min(date) AS first_date,
  max(date) AS last_date,
  sum(list_amount) AS list_amount,
  sum(discount) AS discount,
  sum(amount) AS amount,
  sum(cost) AS cost,
  count(*) FILTER (amount <> 0 AND list_amount IS NULL) AS unlisted,
  count(*) FILTER (amount <> 0 AND cost IS NULL) AS uncosted,
  max(date) FILTER (kind = 'sale' AND amount > 0) AS bought_on
FROM lines
GROUP BY ALL
