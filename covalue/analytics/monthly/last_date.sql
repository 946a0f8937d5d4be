SELECT
  max(last_date) AS last_date,
  min(first_date) AS first_date,
  coalesce(sum(lines), 0)::BIGINT AS lines,
  min(currency) AS currency,
  max(currency) AS other_currency,
  coalesce(sum(lines) FILTER (currency IS NULL AND kind <> 'activity'), 0)::BIGINT AS without_currency
FROM months
