-- The currencies the lines name, NULL for those that name none.
SELECT currency
FROM lines
WHERE kind <> 'activity' {of_customers}
GROUP BY currency
ORDER BY currency NULLS LAST
