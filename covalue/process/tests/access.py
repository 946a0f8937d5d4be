"""Who gets through to the addresses and operations of process."""

from tests.access import (
    ADMINISTERS,
    ENERGY,
    EVERYBODY,
    NOBODY,
    OURS,
    Operation,
    called,
    missing_posted,
    posted,
    read,
    sent,
)

PAGES = (
    *read(EVERYBODY, "process:my-day"),
    *read(OURS, "process:find", "process:my-day-count"),
    *posted(OURS, "process:put-off"),
    *missing_posted("process:take-up"),
    *read(ADMINISTERS, "process:trail"),
    *read(ENERGY, "process:account", "process:step", "process:history"),
)
OPERATIONS = (
    *called(ENERGY, "list_steps", "list_history"),
    *called(OURS, "get_my_day"),
    Operation("find", OURS, query={"q": "halden"}),
    *called(ADMINISTERS, "list_trail"),
    *sent(OURS, put_off_item={"key": "action:1", "until": "tomorrow"}),
    *called(NOBODY, "take_up_item"),
)
