-- The first and last day the ledger knows, how many lines it has, and whether they name one currency: the first and the
-- last by name, and how many name none.
SELECT
  max(date) AS last_date,
  min(date) AS first_date,
  count(*) AS lines,
  min(currency) AS currency,
  max(currency) AS other_currency,
  count(*) FILTER (currency IS NULL AND kind <> 'activity') AS without_currency
FROM lines
