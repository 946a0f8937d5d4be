"""Who gets through to the addresses and operations of action items."""

from tests.access import ENERGY, OURS, called, posted, read, sent

PAGES = (
    *read(ENERGY, "action_items:list", "action_items:edit"),
    *posted(
        ENERGY,
        "action_items:add",
        "action_items:tick",
        "action_items:remind",
        "action_items:remove",
        "action_items:restore",
    ),
)
OPERATIONS = (
    *called(OURS, "list_own_actions"),
    *called(
        ENERGY,
        "list_actions",
        "get_action",
        "complete_action",
        "reopen_action",
        "remind_of_action",
        "remove_action",
        "restore_action",
    ),
    *sent(
        ENERGY,
        add_action={"title": "X"},
        edit_action={"note": "X"},
    ),
)
