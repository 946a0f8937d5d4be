-- What each customer of a period brought and cost: one row for each account, or key without one. Pools charge by rate
-- and volume of their driver, counted here or told by lines of the kind activity; only lines dated within a pool's days
-- count for it. Lines are summed up by document in one look at them, and documents by customer. `goods` is NULL where the
-- cost of one line is not known. `known` and `pools` are tables handed in.
, documents AS (
  SELECT
    source,
    customer,
    kind IN ('sale', 'return') AS bought,
    CASE WHEN kind IN ('sale', 'return') THEN document END AS document,
    min(date) AS date,
    count(*) FILTER (kind = 'sale') AS sales,
    count(*) FILTER (kind = 'return') AS returns,
    sum(amount) FILTER (kind <> 'cost_to_serve') AS net,
    sum(list_amount) FILTER (kind <> 'cost_to_serve') AS list_amount,
    count(*) FILTER (kind <> 'cost_to_serve' AND amount <> 0 AND list_amount IS NULL) AS unlisted,
    sum(cost) FILTER (kind <> 'cost_to_serve') AS goods,
    count(*) FILTER (kind <> 'cost_to_serve' AND amount <> 0 AND cost IS NULL) AS uncosted,
    sum(cost) FILTER (kind = 'cost_to_serve') AS direct
  FROM lines
  WHERE date BETWEEN $start AND $end AND customer IS NOT NULL {of_customers}
  GROUP BY ALL
),
charges AS (
  SELECT
    source,
    customer,
    rate * {driver_volume} AS pooled
  FROM documents JOIN pools ON date BETWEEN pools.starts AND pools.ends
  WHERE bought
  UNION ALL
  SELECT
    source,
    customer,
    rate * quantity AS pooled
  FROM lines JOIN pools ON {driver_imported} AND offering = activity AND date BETWEEN pools.starts AND pools.ends
  WHERE date BETWEEN $start AND $end AND kind = 'activity' AND customer IS NOT NULL {of_customers}
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
    sum(net) AS net,
    sum(list_amount) AS list_amount,
    sum(unlisted) AS unlisted,
    sum(goods) AS goods,
    sum(uncosted) AS uncosted,
    sum(direct) AS direct
  FROM documents
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
