"""Each analysis of the ledger as an analyst asks it in DuckDB: SQL over the same Parquet files, for the year 2024.

`{lines}` stands for the files, `{one}` for the account looked at. `column` is what both answers are compared by: its sum over
all rows, beside the number of rows.
"""

from dataclasses import dataclass
from typing import Final

YEAR: Final = "date BETWEEN DATE '2024-01-01' AND DATE '2024-12-31'"
NET: Final = "kind NOT IN ('cost_to_serve', 'activity')"


@dataclass(frozen=True)
class Question:
    """An analysis, what it is asked of, and the same by hand. `pools` charges two cost pools; `account` asks of one account."""

    analysis: str
    sql: str
    column: str
    pools: bool = False
    account: bool = False
    by: str = ""

    @property
    def name(self) -> str:
        told = [self.analysis, *([f"by {self.by}"] if self.by else []), *(["two pools"] if self.pools else [])]
        return ", ".join([*told, *(["one account"] if self.account else [])])


CHARGED: Final = f"""
  SELECT source, customer, document, count(*) AS parts, sum(amount) AS net, count(*) FILTER (kind = 'sale') > 0 AS ordered
  FROM {{lines}} WHERE {YEAR} AND kind IN ('sale', 'return') AND customer IS NOT NULL GROUP BY ALL
"""
FEE: Final = "CASE WHEN ordered THEN 12 + CASE WHEN net < 900 THEN 3 ELSE 0 END ELSE 0 END"
SUMS: Final = "sum(amount) FILTER (kind <> 'cost_to_serve') AS net, sum(cost) FILTER (kind <> 'cost_to_serve') AS goods"

QUESTIONS: Final = (
    Question("last_date", "SELECT min(date), max(date), count(*) AS lines, min(currency), max(currency) FROM {lines}", "lines"),
    Question("currencies_used", "SELECT currency, 0 AS nothing FROM {lines} WHERE kind <> 'activity' GROUP BY currency", ""),
    Question(
        "customers", "SELECT source, customer, min(currency), max(currency) FROM {lines} WHERE customer IS NOT NULL GROUP BY ALL", ""
    ),
    Question(
        "net_and_before",
        f"""SELECT source, customer, sum(amount) FILTER ({YEAR}) AS net, sum(cost) FILTER ({YEAR}) AS cost,
        sum(amount) FILTER (date < DATE '2024-01-01') AS net_before
        FROM {{lines}} WHERE {NET} AND date BETWEEN DATE '2023-01-01' AND DATE '2024-12-31' GROUP BY ALL""",
        "net",
    ),
    Question(
        "net_by_month",
        f"SELECT date_trunc('month', date) AS month, sum(amount) AS net FROM {{lines}} WHERE {YEAR} AND {NET} GROUP BY ALL ORDER BY 1",
        "net",
    ),
    Question(
        "segments",
        f"""WITH documents AS (
          SELECT source, customer, document, month(date) AS month, sum(amount) AS net,
            max(date) FILTER (kind = 'sale' AND amount > 0) AS bought
          FROM {{lines}} WHERE {YEAR} AND {NET} AND customer IS NOT NULL GROUP BY ALL
        ), months AS (
          SELECT source, customer, month, sum(net)::DOUBLE AS net, count(bought) AS purchases, max(bought) AS bought
          FROM documents GROUP BY ALL
        )
        SELECT source, customer, sum(net) AS net, sum(purchases)::BIGINT AS purchases, max(bought) AS bought,
          sqrt((sum(net * net) - sum(net) ^ 2 / 12) / 11) / (sum(net) / 12) AS variation
        FROM months GROUP BY ALL ORDER BY net DESC""",
        "purchases",
    ),
    Question(
        "profitability",
        f"""SELECT source, customer, {SUMS}, sum(cost) FILTER (kind = 'cost_to_serve') AS served
        FROM {{lines}} WHERE {YEAR} AND customer IS NOT NULL GROUP BY ALL ORDER BY net DESC""",
        "goods",
    ),
    Question(
        "profitability",
        f"""WITH documents AS ({CHARGED}), charged AS (
          SELECT source, customer, sum({FEE}) AS pooled FROM documents GROUP BY ALL
        ), sums AS (
          SELECT source, customer, {SUMS} FROM {{lines}} WHERE {YEAR} AND customer IS NOT NULL GROUP BY ALL
        )
        SELECT *, net - goods - pooled AS contribution FROM sums LEFT JOIN charged USING (source, customer) ORDER BY net DESC""",
        "pooled",
        pools=True,
    ),
    Question(
        "profitability_volumes",
        f"""WITH documents AS ({CHARGED})
        SELECT 1 AS pool, count(*) FILTER (ordered) AS volume FROM documents
        UNION ALL SELECT 2, count(*) FILTER (ordered AND net < 900) FROM documents""",
        "volume",
        pools=True,
    ),
    Question(
        "profitability_by",
        f"SELECT unit AS code, {SUMS} FROM {{lines}} WHERE {YEAR} AND customer IS NOT NULL GROUP BY unit",
        "goods",
        by="unit",
    ),
    Question(
        "profitability_by",
        f"""WITH documents AS ({CHARGED})
        SELECT unit AS code, {SUMS}, sum(({FEE}) / parts) FILTER (kind IN ('sale', 'return')) AS served
        FROM {{lines}} LEFT JOIN documents USING (source, customer, document)
        WHERE {YEAR} AND customer IS NOT NULL GROUP BY unit""".replace("net < 900", "documents.net < 900"),
        "goods",
        pools=True,
        by="unit",
    ),
    Question(
        "totals",
        f"""SELECT sum(amount) AS net, sum(list_amount), sum(discount), sum(cost),
        count(DISTINCT document) FILTER (kind = 'sale') AS documents
        FROM {{lines}} WHERE {YEAR} AND kind <> 'cost_to_serve' AND {{one}}""",
        "documents",
        account=True,
    ),
    Question(
        "net_by_month_and_offering",
        f"""SELECT date_trunc('month', date) AS month, offering, sum(amount) AS net, count(DISTINCT document) AS documents
        FROM {{lines}} WHERE {YEAR} AND {NET} AND {{one}} GROUP BY ALL ORDER BY ALL""",
        "net",
        account=True,
    ),
    Question(
        "sold_by_offering",
        f"""SELECT offering, sum(quantity) AS quantity, sum(amount) AS net, sum(cost) AS cost
        FROM {{lines}} WHERE {YEAR} AND {NET} AND {{one}} GROUP BY ALL ORDER BY ALL""",
        "net",
        account=True,
    ),
    Question(
        "postings",
        f"""SELECT offering AS code, sum(cost) AS cost FROM {{lines}}
        WHERE {YEAR} AND kind = 'cost_to_serve' AND {{one}} GROUP BY ALL""",
        "cost",
        account=True,
    ),
    Question(
        "deliveries",
        """SELECT source, customer, document, min(required) AS required, max(shipped),
          greatest(max(date_diff('day', required, coalesce(shipped, DATE '2025-01-31'))), 0) AS days_late
        FROM {lines} WHERE required BETWEEN DATE '2024-01-01' AND DATE '2024-12-31' AND kind = 'sale' AND {one}
        GROUP BY ALL ORDER BY required DESC""",
        "days_late",
        account=True,
    ),
    Question(
        "lines_of",
        f"""SELECT date, document, line, offering, quantity, list_amount, discount, amount, cost, currency, kind
        FROM {{lines}} WHERE {YEAR} AND {{one}} ORDER BY date DESC, source, document, line LIMIT 50""",
        "amount",
        account=True,
    ),
)  # fmt: skip
