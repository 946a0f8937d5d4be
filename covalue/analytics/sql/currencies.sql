-- What the lines of a period are in: net revenue by currency, what of it `rates` (a table handed in, by day) turns into the
-- currency of figures, and what stays apart because no rate is stated for its day. Lines that name no currency are in $unnamed.
SELECT
  named AS currency,
  count(*) AS lines,
  count(DISTINCT who) AS customers,
  coalesce(sum(amount), 0)::DECIMAL(28, 4) AS net,
  coalesce(sum(CAST(amount * rate AS DECIMAL(18, 4))), 0)::DECIMAL(28, 4) AS converted,
  count(*) FILTER (rate IS NULL) AS lines_apart,
  count(DISTINCT CASE WHEN rate IS NULL THEN who END) AS customers_apart,
  coalesce(sum(amount) FILTER (rate IS NULL), 0)::DECIMAL(28, 4) AS apart
FROM (
  SELECT
    coalesce(currency, $unnamed) AS named,
    date,
    source || ' ' || customer AS who,
    CASE WHEN kind <> 'cost_to_serve' THEN amount END AS amount
  FROM lines
  WHERE date BETWEEN $start AND $end AND kind <> 'activity' {of_customers}
) AS told
LEFT JOIN rates ON rates.currency = told.named AND rates.day = told.date
GROUP BY named
ORDER BY named
