-- Documents that were asked for by a day of the period, with the worst of their lines: late where one line left after
-- its day or has not left though its day is past; open while one has not left; else on time. Late ones first.
SELECT
  source,
  customer,
  document,
  min(required) AS required,
  CASE WHEN bool_and(shipped IS NOT NULL) THEN max(shipped) END AS shipped,
  greatest(max(date_diff('day', required, coalesce(shipped, $today))), 0) AS days_late,
  CASE
    WHEN bool_or(coalesce(shipped, $today) > required) THEN 'late'
    WHEN bool_or(shipped IS NULL) THEN 'open'
    ELSE 'on time'
  END AS fate
FROM lines
WHERE required BETWEEN $start AND $end AND kind = 'sale' {of_customers}
GROUP BY source, customer, document
ORDER BY fate = 'late' DESC, required DESC, source, document
