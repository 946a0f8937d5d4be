SELECT
  min(date) FILTER (sales > 0 AND customer IS NOT NULL) AS first_date,
  max(date) AS last_date,
  coalesce(sum(lines), 0)::BIGINT AS lines,
  coalesce(sum(lines) FILTER (customer IS NULL), 0)::BIGINT AS unnamed,
  0::BIGINT AS undated,
  coalesce(sum(lines) FILTER (date > $until), 0)::BIGINT AS after,
  coalesce(sum(returns) FILTER (date <= $until OR $until IS NULL), 0)::BIGINT AS returns,
  sum(returned) FILTER (date <= $until OR $until IS NULL)::DECIMAL(38, 4) AS returned
FROM days
