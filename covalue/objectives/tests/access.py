"""Who gets through to the addresses and operations of objectives."""

from tests.access import ENERGY, called, posted, read, sent

PAGES = (
    *read(ENERGY, "objectives:list", "objectives:edit"),
    *posted(ENERGY, "objectives:add", "objectives:remove", "objectives:restore", "objectives:link"),
)
OPERATIONS = (
    *called(
        ENERGY,
        "list_objectives",
        "get_objective",
        "get_alignment",
        "unlink_objectives",
        "remove_objective",
        "restore_objective",
    ),
    *sent(
        ENERGY,
        add_objective={"side": "ours", "statement": "X"},
        link_objectives={"theirs": 1, "strength": 1},
        edit_objective={"target": "X"},
    ),
)
