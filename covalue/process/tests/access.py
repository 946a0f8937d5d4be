"""Who gets through to the addresses and operations of process."""

from tests.access import ADMINISTERS, ENERGY, EVERYBODY, OURS, Operation, called, read

PAGES = (
    *read(EVERYBODY, "process:my-day"),
    *read(OURS, "process:find"),
    *read(ADMINISTERS, "process:trail"),
    *read(ENERGY, "process:account", "process:step", "process:history"),
)
OPERATIONS = (
    *called(ENERGY, "list_steps", "list_history"),
    *called(OURS, "get_my_day"),
    Operation("find", OURS, query={"q": "halden"}),
    *called(ADMINISTERS, "list_trail"),
)
