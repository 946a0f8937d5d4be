-- What a customer's lines of a kind and a currency come to in a month. `unlisted` and `uncosted` count lines of an amount whose
-- list amount or cost is not known; `purchases` are documents with a sale of an amount, the last of them on `bought_on`.
SELECT
  month,
  source,
  customer,
  kind,
  currency,
  sum(lines)::BIGINT AS lines,
  min(first_date) AS first_date,
  max(last_date) AS last_date,
  sum(list_amount)::DECIMAL(28, 4) AS list_amount,
  sum(discount)::DECIMAL(28, 4) AS discount,
  sum(amount)::DECIMAL(28, 4) AS amount,
  sum(cost)::DECIMAL(28, 4) AS cost,
  sum(unlisted)::BIGINT AS unlisted,
  sum(uncosted)::BIGINT AS uncosted,
  count(bought_on) AS purchases,
  max(bought_on) AS bought_on
FROM by_document
GROUP BY ALL
