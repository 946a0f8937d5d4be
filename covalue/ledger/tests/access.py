"""Who gets through to the addresses and operations of ledger."""

from tests.access import IMPORTS, Operation, called, missing, missing_posted, posted, read, sent

PAGES = (
    *read(IMPORTS, "ledger:imports"),
    *posted(IMPORTS, "ledger:upload"),
    *missing("ledger:import", "ledger:map", "ledger:rejects", "ledger:held", "ledger:confirm-undo"),
    *missing_posted("ledger:undo", "ledger:discard", "ledger:create-accounts", "ledger:decide", "ledger:decide-likely"),
)
OPERATIONS = (
    *called(
        IMPORTS,
        "list_imports",
        "send_file",
        "get_import",
        "suggest_mapping",
        "undo_import",
        "discard_import",
        "create_import_accounts",
        "list_mappings",
        "list_likely_customers",
    ),
    *sent(
        IMPORTS,
        preview_import={"fields": {"document": "a", "date": "b", "amount": "c"}},
        decide_held={"decision": "leave"},
        decide_likely_customers={"customers": ["Halden"], "same": True},
        start_import={"fields": {"document": "a", "date": "b", "amount": "c"}, "source": "erp"},
    ),
    Operation("get_rejects", IMPORTS, empty=True),
    Operation("get_held", IMPORTS, empty=True),
)
