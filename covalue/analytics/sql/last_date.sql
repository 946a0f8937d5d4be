-- The last day the ledger knows, and how many lines it has.
SELECT max(date) AS last_date, min(date) AS first_date, count(*) AS lines FROM lines
