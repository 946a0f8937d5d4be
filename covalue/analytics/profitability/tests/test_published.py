"""Examples that were printed elsewhere come out as printed."""

from decimal import Decimal

import pytest

from covalue.analytics.profitability import activity, waterfall, whale
from covalue.analytics.profitability.waterfall import Deduction

# Dakota Office Products (R. S. Kaplan, Harvard Business School): pools, drivers and two customers, in USD.
STAFF, REST, FREIGHT, TRUCK, ENTRY = 2_400_000, 2_000_000, 450_000, 200_000, 800_000
POOLS = {
    "carton": (Decimal("0.9") * STAFF + REST, 80_000),
    "commercial": (Decimal(FREIGHT), 75_000),
    "desktop": (Decimal("0.1") * STAFF + TRUCK, 2_000),
    "manual order": (Decimal("0.20") * ENTRY, 16_000),
    "order line": (Decimal("0.75") * ENTRY, 150_000),
    "EDI order": (Decimal("0.05") * ENTRY, 8_000),
}
A = {"carton": 200, "commercial": 200, "desktop": 0, "manual order": 6, "order line": 60, "EDI order": 6}
B = {"carton": 200, "commercial": 150, "desktop": 25, "manual order": 100, "order line": 180, "EDI order": 0}


def _rates() -> dict[str, Decimal]:
    return {name: activity.rate(cost, Decimal(capacity)) for name, (cost, capacity) in POOLS.items()}


def test_dakota_office_products_rates() -> None:
    assert list(_rates().values()) == [52, 6, 220, 10, 4, 5]


@pytest.mark.parametrize(
    ("sales", "items", "volumes", "receivable", "expected"),
    [(103_000, 85_000, A, 9_000, 5_170), (104_000, 85_000, B, 30_000, -2_520)],
    ids=["customer A", "customer B"],
)
def test_dakota_office_products_customers(
    sales: int, items: int, volumes: dict[str, int], receivable: int, expected: int
) -> None:
    served = activity.cost_to_serve(_rates(), {name: Decimal(volume) for name, volume in volumes.items()})
    served += activity.capital_charge(Decimal(receivable), Decimal("0.1"))
    assert activity.contribution(Decimal(sales), Decimal(items), served) == expected


def test_the_price_waterfall_of_revoptima() -> None:
    found = waterfall.from_list(
        Decimal(100), [Deduction("discount", Decimal(15))],
        [Deduction("rebate", Decimal(5)), Deduction("freight", Decimal(3))], Decimal(40),
    )  # fmt: skip
    assert (found.invoice_price, found.pocket_price, found.pocket_margin) == (85, 77, 37)


def test_the_whale_curve_of_ten_customers() -> None:
    found = whale.curve([120, 60, 20, 5, 0, -5, -20, -40, -30, -10])
    assert found.cumulative == (120, 180, 200, 205, 205, 200, 190, 170, 140, 100)
    assert found.height == 2.05 and found.share_at_peak == 0.4 and found.last_at_peak == 5
    assert found.losing == 5 and found.lost == 105
