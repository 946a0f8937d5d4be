"""Who gets through to the addresses and operations of agreements."""

from tests.access import ENERGY, OURS, called, posted, read, sent

PAGES = (
    *read(OURS, "agreements:calendar", "agreements:export-all"),
    *read(ENERGY, "agreements:list", "agreements:export", "agreements:edit", "agreements:terms"),
    *posted(ENERGY, "agreements:add", "agreements:remove", "agreements:restore", "agreements:confirm-notice"),
)
OPERATIONS = (
    *called(OURS, "list_all_agreements"),
    *called(
        ENERGY, "list_agreements", "get_agreement", "remove_agreement", "restore_agreement", "confirm_notice"
    ),
    *sent(
        ENERGY,
        add_agreement={"title": "X", "starts_on": "2026-01-01"},
        edit_agreement={"unit": "X"},
    ),
)  # fmt: skip
