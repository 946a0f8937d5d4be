"""Who gets through to the addresses and operations of coverage."""

from tests.access import DIRECTS, called, posted, read, sent

PAGES = (
    *read(DIRECTS, "coverage:home", "coverage:export", "coverage:what-if", "coverage:plan"),
    *posted(
        DIRECTS,
        "coverage:begin",
        "coverage:move",
        "coverage:add-model",
        "coverage:edit-model",
        "coverage:remove-model",
        "coverage:cover",
        "coverage:capacity",
    ),
)
OPERATIONS = (
    *called(DIRECTS, "get_coverage", "begin_coverage", "remove_coverage_model"),
    *sent(
        DIRECTS,
        ask_what_if={"account": 1, "taker": 1},
        move_hours={"account": 1, "taker": 1},
        add_coverage_model={"name": "x", "served": "sam", "hours": "1"},
        edit_coverage_model={"name": "x", "served": "sam", "hours": "1"},
        cover_segment={},
        set_capacity={"hours": "1"},
        plan_hours={"hours": []},
    ),
)
