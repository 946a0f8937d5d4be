-- What each analysis says of a customer, side by side. `members` (classes), `profit` (contribution), `worth` (lifetime value)
-- and `told` (what is decided of accounts) are tables handed in.
SELECT
  members.*,
  profit.contribution,
  members.net - coalesce(profit.served, 0)::DOUBLE AS left_over,
  coalesce(profit.erodes, false) AS erodes,
  CASE WHEN members.net > 0 THEN profit.contribution::DOUBLE / members.net END AS contribution_share,
  worth.value AS lifetime,
  coalesce(told.account_class, '') AS account_class,
  coalesce(told.sector, '') AS sector,
  told.fit,
  told.candidate
FROM (SELECT *, coalesce(account_id::VARCHAR, source || chr(31) || key) AS identity FROM members) AS members
LEFT JOIN profit USING (identity)
LEFT JOIN worth ON worth.account_id IS NOT DISTINCT FROM members.account_id
  AND worth.key = CASE WHEN members.account_id IS NULL THEN members.key ELSE '' END
LEFT JOIN told ON told.account_id = members.account_id
