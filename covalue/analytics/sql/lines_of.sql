-- The very lines a figure was computed from, the latest first; of one kind where $kind names it.
SELECT date, document, line, offering, quantity, list_amount, discount, amount, cost, currency, kind, source, import_id
FROM lines
WHERE date BETWEEN $start AND $end AND ($kind = '' OR kind = $kind) {of_customers} {of_offerings}
ORDER BY date DESC, source, document, line
LIMIT $limit OFFSET $offset
