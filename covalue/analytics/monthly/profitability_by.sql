, sums AS (
  SELECT
    code,
    coalesce(sum(amount) FILTER (kind <> 'cost_to_serve'), 0)::DECIMAL(28, 6) AS net,
    CASE
      WHEN coalesce(sum(uncosted) FILTER (kind <> 'cost_to_serve'), 0) = 0
        THEN coalesce(sum(cost) FILTER (kind <> 'cost_to_serve'), 0)::DECIMAL(28, 6)
    END AS goods,
    coalesce(sum(cost) FILTER (kind = 'cost_to_serve'), 0)::DECIMAL(28, 6) AS served
  FROM parts
  WHERE month BETWEEN $start AND $end AND dimension = $by
  GROUP BY code
)
SELECT code, net, goods, served, (net - goods - served)::DECIMAL(28, 6) AS contribution
FROM sums
ORDER BY contribution DESC NULLS LAST, net DESC, code
