"""Who gets through to the addresses and operations of portfolio."""

from tests.access import ENERGY, OURS, called, read

PAGES = (
    *read(OURS, "portfolio:home", "portfolio:export"),
    *read(ENERGY, "portfolio:account-offerings", "portfolio:account-deliveries"),
)
OPERATIONS = (
    *called(OURS, "get_portfolio", "list_customers"),
    *called(ENERGY, "get_revenue", "list_bought", "list_lines", "list_deliveries"),
)
