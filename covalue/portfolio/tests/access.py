"""Who gets through to the addresses and operations of portfolio."""

from tests.access import ENERGY, IMPORTS, OURS, called, posted, read, sent

PAGES = (
    *read(OURS, "portfolio:home", "portfolio:export", "portfolio:stopped", "portfolio:export-stopped"),
    *read(IMPORTS, "portfolio:without-account"),
    *posted(IMPORTS, "portfolio:create-accounts", "portfolio:identify-customer"),
    *read(ENERGY, "portfolio:account-offerings", "portfolio:account-deliveries"),
)
OPERATIONS = (
    *called(OURS, "get_portfolio", "list_customers", "list_stopped_customers"),
    *called(IMPORTS, "list_customers_without_account"),
    *sent(IMPORTS, create_customer_accounts={}, identify_customer={"source": "erp", "key": "X-9", "account": 1}),
    *called(ENERGY, "get_revenue", "list_bought", "list_lines", "list_deliveries"),
)
