-- Customers with what they are ranked by: gross margin or net contribution; NULL where a cost of goods is not known.
-- `members` and `profit` are tables handed in.
SELECT
  members.* EXCLUDE (identity),
  CASE $basis WHEN 'margin' THEN profit.net - goods ELSE contribution END::DOUBLE AS value
FROM (SELECT *, coalesce(account_id::VARCHAR, source || chr(31) || key) AS identity FROM members) AS members
LEFT JOIN profit USING (identity)
