"""Who gets through to the addresses and operations of handovers."""

from tests.access import DIRECTS, OURS, STEERS, Operation, Sample, called, posted, read, sent

PAGES = (
    *read(OURS, "handovers:list", "handovers:prepare"),
    *read(DIRECTS, "handovers:handover"),
    *posted(DIRECTS, "handovers:undo"),
    *posted(DIRECTS, "handovers:tick"),
)
OPERATIONS = (
    *called(OURS, "preview_handover", "list_handovers"),
    Operation(
        "hand_over",
        STEERS,
        body={"accounts": [Sample("account_id")], "taker": Sample("unit_lead_id"), "holds_from": "2026-11-20"},
        names_accounts=True,
    ),
    *called(DIRECTS, "get_handover", "undo_handover", "get_reading"),
    *sent(DIRECTS, tick_reading={"key": "map"}),
)
