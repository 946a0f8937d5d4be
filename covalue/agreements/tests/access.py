"""Who gets through to the addresses and operations of agreements."""

from tests.access import ENERGY, OURS, Operation, Sample, called, posted, read, sent

PAGES = (
    *read(OURS, "agreements:calendar", "agreements:export-all"),
    *read(
        ENERGY,
        "agreements:list",
        "agreements:export",
        "agreements:edit",
        "agreements:terms",
        "agreements:receipt",
        "agreements:sealed",
        "agreements:sealed-pdf",
        "agreements:obligations:list",
        "agreements:obligations:export",
        "agreements:obligations:edit",
    ),
    *posted(
        ENERGY,
        "agreements:add",
        "agreements:remove",
        "agreements:restore",
        "agreements:confirm-notice",
        "agreements:obligations:add",
        "agreements:obligations:remove",
        "agreements:obligations:restore",
        "agreements:meet",
        "agreements:reopen",
        "agreements:tick",
        "agreements:seal",
        "agreements:renew",
        "agreements:plan-review",
    ),
)
OPERATIONS = (
    *called(OURS, "list_all_agreements"),
    *called(
        ENERGY, "list_agreements", "get_agreement", "remove_agreement", "restore_agreement", "confirm_notice",
        "list_obligations", "get_obligation", "remove_obligation", "restore_obligation", "read_term_receipt",
        "list_term_receipts", "seal_term_receipt", "renew_agreement",
        "plan_mid_term_review",
    ),
    *sent(
        ENERGY,
        add_agreement={"title": "X", "starts_on": "2026-01-01"},
        edit_agreement={"unit": "X"},
        edit_obligation={"words": "X"},
        meet_obligation={"due_on": "2026-09-30", "met_on": "2026-09-30"},
        reopen_obligation={"due_on": "2026-09-30"},
    ),
    Operation(
        "add_obligation",
        ENERGY,
        {"agreement": Sample("agreement_id"), "side": "ours", "words": "X", "due_on": "2026-09-30"},
    ),
)  # fmt: skip
