"""Who gets through to the addresses and operations of masterdata."""

from tests.access import IMPORTS, OURS, Operation, called, missing, missing_posted, posted, read, sent

PAGES = (
    *missing("masterdata:about"),
    *missing_posted("masterdata:discard"),
    *read(OURS, "masterdata:imports", "masterdata:template"),
    *posted(OURS, "masterdata:upload"),
    *missing("masterdata:import", "masterdata:map", "masterdata:rejects", "masterdata:confirm-undo"),
    *missing_posted("masterdata:undo", "masterdata:cancel"),
)
OPERATIONS = (
    *called(OURS, "list_master_nouns", "list_master_imports", "send_master_file"),
    *called(
        IMPORTS,
        "get_master_import",
        "suggest_master_mapping",
        "undo_master_import",
        "cancel_master_import",
        "discard_master_import",
    ),
    *sent(
        IMPORTS,
        preview_master_import={"fields": {"name": "a"}},
        start_master_import={"fields": {"name": "a"}},
    ),
    Operation("get_master_rejects", IMPORTS, empty=True),
)
