"""Who gets through to the addresses and operations of lifetime."""

from tests.access import ENERGY, OURS, called, posted, read, sent

PAGES = (
    *read(OURS, "lifetime:home", "lifetime:export"),
    *posted(OURS, "lifetime:compute"),
)
OPERATIONS = (
    *called(OURS, "get_lifetime_value", "list_lifetime_values"),
    *sent(
        OURS,
        compute_lifetime_value={"model": "bg_nbd"},
    ),
    *called(ENERGY, "get_account_lifetime_value"),
)
