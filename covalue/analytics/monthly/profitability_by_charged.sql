-- The same where pools charge: what one charges for an order is shared by its lines, so those are asked, too.
, whole AS (
  SELECT
    source,
    customer,
    document,
    min(date) AS date,
    sum(sales)::BIGINT AS sales,
    sum(returns)::BIGINT AS returns,
    sum(sales + returns)::BIGINT AS parts,
    coalesce(sum(net), 0)::DECIMAL(28, 4) AS net
  FROM documents
  WHERE month BETWEEN $start AND $end AND customer IS NOT NULL
  GROUP BY source, customer, document
),
charged AS (
  SELECT
    source,
    customer,
    document,
    sum(rate * {driver_volume})::DOUBLE / any_value(parts) AS share
  FROM whole JOIN pools ON date BETWEEN pools.starts AND pools.ends
  GROUP BY source, customer, document
),
shared AS (
  SELECT
    CASE $by WHEN 'unit' THEN unit WHEN 'region' THEN region ELSE offering END AS code,
    sum(share) AS share
  FROM lines JOIN charged USING (source, customer, document)
  WHERE lines.date BETWEEN $start AND $end AND kind IN ('sale', 'return')
  GROUP BY 1
),
acted AS (
  SELECT
    CASE $by WHEN 'unit' THEN unit WHEN 'region' THEN region ELSE offering END AS code,
    sum(rate * quantity)::DECIMAL(28, 6) AS pooled
  FROM lines JOIN pools ON {driver_imported} AND offering = activity AND date BETWEEN pools.starts AND pools.ends
  WHERE date BETWEEN $start AND $end AND kind = 'activity' AND customer IS NOT NULL
  GROUP BY 1
),
sums AS (
  SELECT
    code,
    coalesce(sum(amount) FILTER (kind <> 'cost_to_serve'), 0)::DECIMAL(28, 6) AS net,
    CASE
      WHEN coalesce(sum(uncosted) FILTER (kind <> 'cost_to_serve'), 0) = 0
        THEN coalesce(sum(cost) FILTER (kind <> 'cost_to_serve'), 0)::DECIMAL(28, 6)
    END AS goods,
    coalesce(sum(cost) FILTER (kind = 'cost_to_serve'), 0)::DOUBLE AS direct
  FROM parts
  WHERE month BETWEEN $start AND $end AND dimension = $by
  GROUP BY code
),
together AS (
  SELECT sums.code, net, goods, (direct + coalesce(share, 0))::DECIMAL(28, 6) + coalesce(pooled, 0) AS served
  FROM sums
  LEFT JOIN shared ON sums.code IS NOT DISTINCT FROM shared.code
  LEFT JOIN acted ON sums.code IS NOT DISTINCT FROM acted.code
)
SELECT code, net, goods, served::DECIMAL(28, 6) AS served, (net - goods - served)::DECIMAL(28, 6) AS contribution
FROM together
ORDER BY contribution DESC NULLS LAST, net DESC, code
