"""A small ledger whose figures can be calculated by hand, two years of it."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from covalue.analytics.profitability.drivers import Driver
from covalue.core.periods import Period
from covalue.ledger import actions as ledger
from covalue.ledger.mapping import Mapping
from covalue.ledger.models import Unknown
from covalue.profitability.rules import Sheet
from tests.world import NOW, US

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
# Halden Energy grows but earns less; Halden Wind loses money by two small orders; X-9 has no known cost of goods.
LINES = """customer,document,line,date,offering,unit,quantity,list_amount,amount,cost,kind,currency
H-2,1,1,2025-03-01,turbine,PLANT,10,1000,900,500,sale,EUR
H-2,2,1,2026-03-01,turbine,PLANT,20,2000,1500,1100,sale,EUR
H-2,2,2,2026-03-01,,LOG,,,0,60,cost_to_serve,EUR
H-3,3,1,2026-04-01,blade,PLANT,1,100,100,80,sale,EUR
H-3,4,1,2026-04-02,blade,PLANT,1,100,100,80,sale,EUR
H-3,5,1,2026-04-03,blade,PLANT,-1,-100,-100,-80,return,EUR
O-1,6,1,2026-05-01,paper,MILL,5,500,500,200,sale,EUR
X-9,7,1,2026-06-01,pen,MILL,5,50,50,,sale,EUR
,8,1,2026-06-02,pen,MILL,1,10,10,5,sale,EUR
"""
ORDERS = Sheet("Order desk", Driver.ORDERS, Decimal(400), Decimal(20), date(2025, 1, 1), date(2026, 12, 31), "books")
SMALL = Sheet(
    "Small orders",
    Driver.SMALL_ORDERS,
    Decimal(300),
    Decimal(10),
    date(2026, 1, 1),
    date(2026, 12, 31),
    "guess",
    Decimal(200),
)


def more(customers: int) -> str:
    """As many further customers, each with one small order."""
    rows = (f"S-{who},{100 + who},1,2026-06-01,pen,MILL,1,20,20,10,sale,EUR" for who in range(customers))
    return "\n".join([LINES.splitlines()[0], *rows]) + "\n"


def import_lines(folder: Path, text: str = LINES) -> None:
    """Into the ledger of the test."""
    file = folder / "lines.csv"
    file.write_text(text, encoding="utf-8")
    fields = {name: name for name in text.splitlines()[0].split(",")}
    ledger.import_file(
        US, path=file, mapping=Mapping(fields), source="erp", unknown=Unknown.KEEP, now=NOW, progress=lambda told: None
    )
