"""Who gets through to the addresses and operations of profitability."""

from tests.access import ENERGY, IMPORTS, OURS, called, missing, missing_posted, read, sent

PAGES = (
    *read(OURS, "profitability:home", "profitability:export", "profitability:pools"),
    *read(ENERGY, "profitability:account"),
    *missing("profitability:pool"),
    *missing_posted("profitability:remove-pool"),
)
OPERATIONS = (
    *called(OURS, "get_profitability", "list_profitability", "list_cost_pools"),
    *called(ENERGY, "get_account_profitability"),
    *sent(
        IMPORTS,
        keep_cost_pool={
            "name": "x",
            "driver": "orders",
            "cost": "1",
            "capacity": "1",
            "starts_on": "2026-01-01",
            "ends_on": "2026-01-31",
            "source": "x",
        },
    ),
    *called(IMPORTS, "remove_cost_pool"),
)
