"""Who gets through to the addresses and operations of retention."""

from tests.access import OURS, SEES_ALL, called, posted, read, sent

PAGES = (
    *read(SEES_ALL, "retention:home", "retention:table", "retention:edit", "retention:columns", "retention:export"),
    *posted(SEES_ALL, "retention:add", "retention:upload", "retention:remove", "retention:restore"),
    *read(OURS, "contracts-moved", "contracts-page-moved"),
)
OPERATIONS = (
    *called(
        SEES_ALL,
        "list_contract_tables",
        "send_contracts",
        "get_contract_table",
        "remove_contract_table",
        "restore_contract_table",
    ),
    *sent(
        SEES_ALL,
        add_contract_table={"name": "x", "segments": [{"name": "x", "there": [5, 4]}]},
        edit_contract_table={"name": "y"},
        count_contracts={"begins": "a", "ends": "b"},
    ),
)
