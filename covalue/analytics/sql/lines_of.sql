-- The very lines a figure was computed from, the latest first.
SELECT date, document, line, offering, quantity, list_amount, discount, amount, cost, currency, kind, source, import_id
FROM lines
WHERE date BETWEEN $start AND $end {of_customers} {of_offerings}
ORDER BY date DESC, source, document, line
LIMIT $limit OFFSET $offset
