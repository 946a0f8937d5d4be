-- Contracts by how many renewals they could have come to by $until, and at which they were lost (NULL: not yet). A period has
-- $months months. Contracts of one customer in one segment that follow on each other with at most $gap days between are one.
-- One that ended before the renewal it is in goes on till then: it is neither renewed nor lost, and does not run.
WITH begun AS (
  SELECT
    coalesce(segment, '') AS segment,
    CASE WHEN customer IS NULL THEN 'row ' || row_number ELSE 'of ' || customer END AS holder,
    row_number,
    begins,
    CASE WHEN ends <= $until THEN ends ELSE DATE '9999-12-31' END AS ends,
    margin
  FROM contracts
  WHERE begins <= $until
),
ordered AS (
  SELECT
    *,
    max(ends) OVER (
      PARTITION BY segment, holder ORDER BY begins, row_number ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS before
  FROM begun
),
placed AS (
  SELECT
    *,
    sum(CASE WHEN before IS NULL OR date_diff('day', before, begins) > $gap THEN 1 ELSE 0 END) OVER (
      PARTITION BY segment, holder ORDER BY begins, row_number
    ) AS nth
  FROM ordered
),
lasting AS (
  SELECT segment, min(begins) AS begins, max(ends) AS ends, arg_max(margin, begins) AS margin
  FROM placed
  GROUP BY segment, holder, nth
),
aged AS (
  SELECT
    *,
    ends > $until AS running,
    date_sub('month', begins, $until) // $months AS age,
    CASE WHEN ends <= $until THEN date_sub('month', begins, ends) // $months END AS whole
  FROM lasting
),
lost AS (
  SELECT
    *,
    CASE WHEN whole IS NOT NULL
      THEN greatest(1, whole + CASE WHEN begins + to_months(CAST(whole * $months AS INTEGER)) < ends THEN 1 ELSE 0 END)
    END AS lost_at
  FROM aged
)
SELECT
  segment,
  age,
  CASE WHEN lost_at <= age THEN lost_at END AS lost,
  count(*) AS contracts,
  count(*) FILTER (running) AS running,
  count(margin) FILTER (running) AS priced,
  coalesce(sum(margin) FILTER (running), 0) AS margin
FROM lost
GROUP BY ALL
ORDER BY ALL
