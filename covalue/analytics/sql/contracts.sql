-- Customers by how many contract periods (a $unit of the calendar) they paid for without a gap, and whether they then left: who paid
-- in each period complete by $until goes on. All of a period is one payment; keys of one account are one customer.
-- Somebody who paid for n periods renewed n - 1 times: leaving then is leaving at renewal n.
SELECT
  least(paid, complete - 1) AS periods,
  count(*) FILTER (paid < complete) AS lost,
  count(*) FILTER (paid >= complete) AS alive
FROM (
  SELECT complete, len(list_filter(places, lambda place, i: place = i - 1 AND place < complete)) AS paid
  FROM (
    SELECT
      date_sub($unit, min(date), $until + 1) AS complete,
      list_sort(list(DISTINCT date_sub($unit, first_date, date))) AS places
    FROM (
      SELECT
        account_id,
        CASE WHEN account_id IS NULL THEN source END AS source,
        CASE WHEN account_id IS NULL THEN customer END AS customer,
        date,
        min(date) OVER (PARTITION BY account_id, CASE WHEN account_id IS NULL THEN (source, customer) END) AS first_date
      FROM lines LEFT JOIN known USING (source, customer)
      WHERE customer IS NOT NULL AND kind = 'sale' AND date <= $until
        AND (amount > 0 OR ($free AND coalesce(amount, 0) = 0))
    )
    GROUP BY account_id, source, customer
  )
  WHERE complete >= 2
)
GROUP BY 1
ORDER BY 1
