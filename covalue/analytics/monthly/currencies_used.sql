SELECT currency
FROM months
WHERE kind <> 'activity' {of_customers}
GROUP BY currency
ORDER BY currency NULLS LAST
