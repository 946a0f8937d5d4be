, whole AS (
  SELECT
    source,
    customer,
    min(date) AS date,
    sum(sales)::BIGINT AS sales,
    sum(returns)::BIGINT AS returns,
    sum(net)::DECIMAL(28, 4) AS net
  FROM documents
  WHERE month BETWEEN $start AND $end AND customer IS NOT NULL AND (SELECT count(*) FROM pools) > 0 {of_customers}
  GROUP BY source, customer, document
),
charges AS (
  SELECT
    source,
    customer,
    rate * {driver_volume} AS pooled
  FROM whole JOIN pools ON date BETWEEN pools.starts AND pools.ends
  UNION ALL
  SELECT
    source,
    customer,
    rate * quantity AS pooled
  FROM activities JOIN pools ON {driver_imported} AND offering = activity AND month BETWEEN pools.starts AND pools.ends
  WHERE month BETWEEN $start AND $end {of_customers}
),
charged AS (
  SELECT source, customer, sum(pooled)::DECIMAL(28, 6) AS pooled
  FROM charges
  GROUP BY source, customer
),
sums AS (
  SELECT
    source,
    customer,
    sum(amount) FILTER (kind <> 'cost_to_serve') AS net,
    sum(list_amount) FILTER (kind <> 'cost_to_serve') AS list_amount,
    coalesce(sum(unlisted) FILTER (kind <> 'cost_to_serve'), 0) AS unlisted,
    sum(cost) FILTER (kind <> 'cost_to_serve') AS goods,
    coalesce(sum(uncosted) FILTER (kind <> 'cost_to_serve'), 0) AS uncosted,
    sum(cost) FILTER (kind = 'cost_to_serve') AS direct
  FROM months
  WHERE month BETWEEN $start AND $end AND customer IS NOT NULL {of_customers}
  GROUP BY source, customer
),
merged AS (
  SELECT
    account_id,
    min(customer) AS key,
    min(source) AS source,
    coalesce(any_value(name), min(customer)) AS name,
    coalesce(sum(net), 0)::DECIMAL(28, 6) AS net,
    CASE WHEN sum(unlisted) = 0 THEN sum(list_amount)::DECIMAL(28, 6) END AS list_amount,
    CASE WHEN sum(uncosted) = 0 THEN coalesce(sum(goods), 0)::DECIMAL(28, 6) END AS goods,
    coalesce(sum(direct), 0)::DECIMAL(28, 6) AS direct,
    coalesce(sum(pooled), 0)::DECIMAL(28, 6) AS pooled
  FROM sums LEFT JOIN charged USING (source, customer) LEFT JOIN known USING (source, customer)
  GROUP BY account_id, CASE WHEN account_id IS NULL THEN source END, CASE WHEN account_id IS NULL THEN customer END
)
SELECT
  *,
  coalesce(account_id::VARCHAR, source || chr(31) || key) AS identity,
  direct + pooled AS served,
  net - goods - direct - pooled AS contribution
FROM merged
ORDER BY contribution DESC NULLS LAST, net DESC, key, source
