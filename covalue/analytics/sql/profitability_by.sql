-- Contribution by unit, region or offering. What a pool charges for an order is shared by its lines equally; postings
-- lie where they were posted. `goods` is NULL where the cost of one line is not known. `pools` is a table handed in.
, documents AS (
  SELECT
    source,
    customer,
    document,
    min(date) AS date,
    count(*) FILTER (kind = 'sale') AS sales,
    count(*) FILTER (kind = 'return') AS returns,
    count(*) AS parts,
    coalesce(sum(amount), 0) AS net
  FROM lines
  WHERE date BETWEEN $start AND $end AND kind IN ('sale', 'return') AND customer IS NOT NULL {of_customers}
  GROUP BY source, customer, document
),
charged AS (
  SELECT
    source,
    customer,
    document,
    sum(rate * {driver_volume})::DOUBLE / any_value(parts) AS share
  FROM documents JOIN pools ON date BETWEEN pools.starts AND pools.ends
  GROUP BY source, customer, document
),
sums AS (
  SELECT
    CASE $by WHEN 'unit' THEN unit WHEN 'region' THEN region ELSE offering END AS code,
    coalesce(sum(amount) FILTER (kind <> 'cost_to_serve'), 0)::DECIMAL(28, 6) AS net,
    CASE
      WHEN count(*) FILTER (kind <> 'cost_to_serve' AND amount <> 0 AND cost IS NULL) = 0
        THEN coalesce(sum(cost) FILTER (kind <> 'cost_to_serve'), 0)::DECIMAL(28, 6)
    END AS goods,
    (
      coalesce(sum(cost) FILTER (kind = 'cost_to_serve'), 0)::DOUBLE
      + coalesce(sum(share) FILTER (kind IN ('sale', 'return')), 0)
    )::DECIMAL(28, 6) AS posted
  FROM lines LEFT JOIN charged USING (source, customer, document)
  WHERE lines.date BETWEEN $start AND $end AND customer IS NOT NULL {of_customers}
  GROUP BY 1
),
acted AS (
  SELECT
    CASE $by WHEN 'unit' THEN unit WHEN 'region' THEN region ELSE offering END AS code,
    sum(rate * quantity)::DECIMAL(28, 6) AS pooled
  FROM lines JOIN pools ON {driver_imported} AND offering = activity AND date BETWEEN pools.starts AND pools.ends
  WHERE date BETWEEN $start AND $end AND kind = 'activity' AND customer IS NOT NULL {of_customers}
  GROUP BY 1
),
together AS (
  SELECT sums.code, net, goods, posted + coalesce(pooled, 0) AS served
  FROM sums LEFT JOIN acted ON sums.code IS NOT DISTINCT FROM acted.code
)
SELECT code, net, goods, served::DECIMAL(28, 6) AS served, (net - goods - served)::DECIMAL(28, 6) AS contribution
FROM together
ORDER BY contribution DESC NULLS LAST, net DESC, code
