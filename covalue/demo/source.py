"""Northwind's files, with the dates moved so that they end last month."""

import csv
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Final

from covalue.core.periods import first_of

FOLDER: Final = Path(__file__).parent / "northwind"
FOUR_PLACES: Final = Decimal("0.0001")

# Cost of sales as a share of the list price, by category: authored, wholesale of speciality food.
COST_SHARE: Final = {
    "Beverages": Decimal("0.58"), "Condiments": Decimal("0.52"), "Confections": Decimal("0.49"),
    "Dairy Products": Decimal("0.66"), "Grains/Cereals": Decimal("0.55"), "Meat/Poultry": Decimal("0.71"),
    "Produce": Decimal("0.63"), "Seafood": Decimal("0.68"),
}  # fmt: skip
COUNTRY_CODES: Final = {
    "Argentina": "AR", "Austria": "AT", "Belgium": "BE", "Brazil": "BR", "Canada": "CA", "Denmark": "DK", "Finland": "FI",
    "France": "FR", "Germany": "DE", "Ireland": "IE", "Italy": "IT", "Mexico": "MX", "Norway": "NO", "Poland": "PL",
    "Portugal": "PT", "Spain": "ES", "Sweden": "SE", "Switzerland": "CH", "UK": "GB", "USA": "US", "Venezuela": "VE",
}  # fmt: skip
REGIONS: Final = {
    "AR": "Latin America", "BR": "Latin America", "MX": "Latin America", "VE": "Latin America", "CA": "North America",
    "US": "North America", "DK": "Nordics", "FI": "Nordics", "NO": "Nordics", "SE": "Nordics", "GB": "British Isles",
    "IE": "British Isles",
}  # fmt: skip
ELSEWHERE: Final = "Continental Europe"
LEDGER_HEADINGS: Final = (
    "customer", "document", "line", "date", "offering", "unit", "region", "quantity", "list_amount", "discount",
    "amount", "cost", "currency", "kind", "required", "shipped",
)  # fmt: skip


@dataclass(frozen=True)
class Customer:
    """A customer with the one contact Northwind knows."""

    key: str
    name: str
    contact: str
    contact_title: str
    city: str
    country: str

    @property
    def region(self) -> str:
        return REGIONS.get(self.country, ELSEWHERE)


@dataclass(frozen=True)
class Order:
    """An order; a required and a shipped day tell whether it was on time."""

    key: str
    customer: str
    employee: str
    ordered: date
    required: date | None
    shipped: date | None
    freight: Decimal


@dataclass(frozen=True)
class Item:
    """One line of an order; the discount is a share."""

    order: str
    product: str
    price: Decimal
    quantity: Decimal
    discount: Decimal


@dataclass(frozen=True)
class Product:
    key: str
    name: str
    category: str


@dataclass(frozen=True)
class Employee:
    """One of Northwind's nine people; `reports_to` is another's key."""

    key: str
    name: str
    reports_to: str


@dataclass(frozen=True)
class Territory:
    """A sales territory: its code, its place, the region it is part of, and the employee who holds it."""

    code: str
    name: str
    region: str
    employee: str


@dataclass(frozen=True)
class Northwind:
    """Everything of Northwind's that the demo needs."""

    employees: tuple[Employee, ...]
    territories: tuple[Territory, ...]

    customers: tuple[Customer, ...]
    orders: tuple[Order, ...]
    items: tuple[Item, ...]
    products: dict[str, Product]
    categories: dict[str, str]


@cache
def northwind(today: date) -> Northwind:
    """Northwind as it would stand today: moved by whole weeks, so that the last order falls at the end of last month."""
    orders = _rows("Orders")
    last = max(_day(row["OrderDate"]) or date.min for row in orders)
    weeks = (first_of(today) - timedelta(days=1) - last) // timedelta(days=7)
    later = timedelta(days=7 * weeks)
    categories = {row["CategoryID"]: row["CategoryName"] for row in _rows("Categories")}
    return Northwind(
        employees=tuple(
            Employee(row["EmployeeID"], f"{row['FirstName']} {row['LastName']}", row["ReportsTo"])
            for row in _rows("Employees")
        ),
        territories=_territories(),
        customers=tuple(_customer(row) for row in _rows("Customers")),
        orders=tuple(_order(row, later) for row in orders),
        items=tuple(_item(row) for row in _rows("OrderDetails")),
        products={
            row["ProductID"]: Product(row["ProductID"], row["ProductName"], categories[row["CategoryID"]])
            for row in _rows("Products")
        },
        categories=categories,
    )


def write_ledger(northwind: Northwind, target: Path) -> Path:
    """The orders as a ledger file: a line for each item, and the freight of each order as a cost to serve."""
    orders = {order.key: order for order in northwind.orders}
    customers = {customer.key: customer for customer in northwind.customers}
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(LEDGER_HEADINGS)
        lines: Counter[str] = Counter()
        for item in northwind.items:
            order = orders[item.order]
            lines[item.order] += 1
            writer.writerow(_sale(northwind, item, order, customers[order.customer], lines[item.order]))
        for order in northwind.orders:
            region = customers[order.customer].region
            writer.writerow(
                [
                    order.customer,
                    order.key,
                    lines[order.key] + 1,
                    order.ordered,
                    "Freight",
                    "LOG",
                    region,
                    "",
                    "",
                    "",
                    0,
                    order.freight,
                    "EUR",
                    "cost_to_serve",
                    "",
                    "",
                ]
            )
    return target


def _sale(northwind: Northwind, item: Item, order: Order, customer: Customer, line: int) -> list[object]:
    category = northwind.products[item.product].category
    gross = item.price * item.quantity
    net = (gross * (1 - item.discount)).quantize(FOUR_PLACES, rounding=ROUND_HALF_UP)
    cost = (gross * COST_SHARE[category]).quantize(FOUR_PLACES, rounding=ROUND_HALF_UP)
    return [
        order.customer,
        order.key,
        line,
        order.ordered,
        f"P{item.product}",
        unit_of(category),
        customer.region,
        item.quantity,
        gross,
        gross - net,
        net,
        cost,
        "EUR",
        "sale",
        order.required,
        order.shipped,
    ]


def unit_of(category: str) -> str:
    """The business unit that sells a category."""
    return "FRESH" if category in ("Dairy Products", "Meat/Poultry", "Produce", "Seafood") else "PANTRY"


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _territories() -> tuple[Territory, ...]:
    regions = {row["RegionID"]: row["RegionDescription"].strip() for row in _rows("Region")}
    places = {row["TerritoryID"]: row for row in _rows("Territories")}
    return tuple(
        Territory(
            row["TerritoryID"],
            places[row["TerritoryID"]]["TerritoryDescription"].strip(),
            regions[places[row["TerritoryID"]]["RegionID"]],
            row["EmployeeID"],
        )
        for row in _rows("EmployeeTerritories")
    )


def _customer(row: dict[str, str]) -> Customer:
    country = COUNTRY_CODES.get(row["Country"], "")
    return Customer(
        row["CustomerID"],
        " ".join(row["CompanyName"].split()),
        row["ContactName"],
        row["ContactTitle"],
        row["City"],
        country,
    )


def _order(row: dict[str, str], later: timedelta) -> Order:
    ordered = _day(row["OrderDate"])
    assert ordered is not None
    required, shipped = _day(row["RequiredDate"]), _day(row["ShippedDate"])
    return Order(
        row["OrderID"],
        row["CustomerID"],
        row["EmployeeID"],
        ordered + later,
        required + later if required else None,
        shipped + later if shipped else None,
        Decimal(row["Freight"] or 0),
    )


def _item(row: dict[str, str]) -> Item:
    return Item(
        row["OrderID"],
        row["ProductID"],
        *(Decimal(row[name]) for name in ("UnitPrice", "Quantity", "Discount")),
    )


def _day(text: str) -> date | None:
    if not text or text == "NULL":
        return None
    return datetime.strptime(text.split()[0], "%m/%d/%Y").date()
