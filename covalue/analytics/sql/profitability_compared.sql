-- Customers of a period beside the part of it that is compared (`alike`) and what it is compared with (`before`): three
-- answers of `profitability`, handed in as tables.
SELECT
  shown.*,
  alike.contribution - before.contribution AS change,
  coalesce(alike.net > before.net AND alike.contribution < before.contribution, false) AS erodes
FROM shown
LEFT JOIN alike USING (identity)
LEFT JOIN before USING (identity)
ORDER BY shown.contribution DESC NULLS LAST, shown.net DESC, shown.key, shown.source
