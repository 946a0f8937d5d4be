-- Customers by how many contract periods (a $unit of the calendar) they paid for without a gap, and whether they then left: who paid
-- in each period complete by $until goes on. All of a period is one payment; keys of one account are one customer.
-- Somebody who paid for n periods renewed n - 1 times: leaving then is leaving at renewal n.
, days AS (
  SELECT DISTINCT
    account_id,
    CASE WHEN account_id IS NULL THEN source END AS own_source,
    CASE WHEN account_id IS NULL THEN customer END AS own_key,
    date
  FROM lines LEFT JOIN known USING (source, customer)
  WHERE customer IS NOT NULL AND kind = 'sale' AND date <= $until
    AND (amount > 0 OR ($free AND coalesce(amount, 0) = 0))
),
since AS (
  SELECT *, min(date) OVER (PARTITION BY account_id, own_source, own_key) AS first_date
  FROM days
),
paid_for AS (
  SELECT DISTINCT
    account_id,
    own_source,
    own_key,
    date_sub($unit, first_date, $until + 1) AS complete,
    date_sub($unit, first_date, date) AS place
  FROM since
),
placed AS (
  SELECT *, row_number() OVER (PARTITION BY account_id, own_source, own_key ORDER BY place) - 1 AS nth
  FROM paid_for
  WHERE complete >= 2
),
lasting AS (
  SELECT complete, count(*) FILTER (place = nth AND place < complete) AS paid
  FROM placed
  GROUP BY account_id, own_source, own_key, complete
)
SELECT
  least(paid, complete - 1) AS periods,
  count(*) FILTER (paid < complete) AS lost,
  count(*) FILTER (paid >= complete) AS alive
FROM lasting
GROUP BY 1
ORDER BY 1
