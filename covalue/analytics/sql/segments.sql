-- Each customer's buying in a period, in one look at the lines: net revenue, how many purchases, when the last one was, and
-- the net of every month, from which the variation is reckoned over all $months months, those without revenue included.
-- Keys of one account, in the table handed in as `known`, are one customer. A document is a purchase of its month.
SELECT
  account_id,
  min(source) AS source,
  min(key) AS key,
  coalesce(any_value(name), min(key)) AS name,
  sum(net) AS net,
  sum(purchases)::BIGINT AS purchases,
  date_diff('day', max(last_day), $end) AS days_since,
  sqrt(greatest(sum(net * net) - sum(net) * sum(net) / $months, 0) / ($months - 1)) / nullif(sum(net) / $months, 0) AS variation
FROM (
  SELECT
    account_id,
    CASE WHEN account_id IS NULL THEN source END AS own_source,
    CASE WHEN account_id IS NULL THEN customer END AS own_key,
    month,
    min(customer) AS key,
    min(source) AS source,
    any_value(name) AS name,
    sum(net) AS net,
    sum(purchases) AS purchases,
    max(last_day) AS last_day
  FROM (
    SELECT
      source,
      customer,
      month,
      sum(net)::DOUBLE AS net,
      count(bought_on) AS purchases,
      max(bought_on) AS last_day
    FROM (
      SELECT
        source,
        customer,
        document,
        12 * year(date) + month(date) AS month,
        sum(amount) AS net,
        max(date) FILTER (kind = 'sale' AND amount > 0) AS bought_on
      FROM lines
      WHERE date BETWEEN $start AND $end AND customer IS NOT NULL AND kind NOT IN ('cost_to_serve', 'activity') {of_customers}
      GROUP BY source, customer, document, month
    )
    GROUP BY source, customer, month
  ) LEFT JOIN known USING (source, customer)
  GROUP BY account_id, own_source, own_key, month
)
GROUP BY account_id, own_source, own_key
ORDER BY net DESC, key, source
