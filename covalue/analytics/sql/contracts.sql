-- Customers by how many contract periods of $unit_days they paid for without a gap, and whether they then left: who paid
-- in each period complete by $until goes on. All of a period is one payment; keys of one account are one customer.
WITH paid AS (
  SELECT DISTINCT account_id, CASE WHEN account_id IS NULL THEN source END AS source,
    CASE WHEN account_id IS NULL THEN customer END AS customer, date
  FROM lines LEFT JOIN known USING (source, customer)
  WHERE customer IS NOT NULL AND kind = 'sale' AND date <= $until AND (amount > 0 OR ($free AND coalesce(amount, 0) = 0))
),
placed AS (
  SELECT DISTINCT account_id, source, customer,
    floor(date_diff('day', min(date) OVER who, date) / $unit_days::DOUBLE)::INTEGER AS place,
    floor((date_diff('day', min(date) OVER who, $until) + 1) / $unit_days::DOUBLE)::INTEGER AS complete
  FROM paid WINDOW who AS (PARTITION BY account_id, source, customer)
),
runs AS (
  SELECT account_id, source, customer, any_value(complete) AS complete, list_sort(list(place)) AS places
  FROM placed GROUP BY account_id, source, customer
),
kept AS (
  SELECT complete, len(list_filter(places, lambda place, i: place = i - 1 AND place < complete)) AS periods
  FROM runs WHERE complete >= 2
)
-- Somebody who paid for periods 0 to n-1 renewed n-1 times; leaving after n periods is leaving at renewal n.
SELECT
  least(periods, complete - 1) AS periods,
  count(*) FILTER (periods < complete) AS lost,
  count(*) FILTER (periods >= complete) AS alive
FROM kept WHERE periods > 0
GROUP BY 1 ORDER BY 1
