"""Who gets through to the addresses and operations of the installed base."""

from tests.access import ENERGY, OURS, called, posted, read, sent

PAGES = (
    *read(OURS, "installed_base:everywhere", "installed_base:export-all"),
    *read(ENERGY, "installed_base:base", "installed_base:list", "installed_base:export", "installed_base:edit"),
    *posted(ENERGY, "installed_base:add", "installed_base:remove", "installed_base:restore"),
)
OPERATIONS = (
    *called(OURS, "list_all_installed_items"),
    *called(
        ENERGY,
        "list_installed_items",
        "get_installed_item",
        "remove_installed_item",
        "restore_installed_item",
        "get_refresh_clock",
    ),
    *sent(ENERGY, add_installed_item={"product": "X"}, edit_installed_item={"note": "X"}),
)
