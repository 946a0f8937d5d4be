"""Who gets through to the addresses and operations of adoption."""

from tests.access import ENERGY, Operation, Sample, called, posted, read, sent

LISTS = ("usage", "go-lives", "criteria", "tickets")
ROWS = ("usage_line", "go_live", "success_criterion", "ticket")
PAGES = (
    *read(
        ENERGY, "adoption:home", *(f"adoption:{name}:{view}" for name in LISTS for view in ("list", "export", "edit"))
    ),
    *posted(ENERGY, *(f"adoption:{name}:{view}" for name in LISTS for view in ("add", "remove", "restore"))),
)
OPERATIONS = (
    *called(
        ENERGY,
        "get_adoption",
        *(f"{verb}_{name}" for name in ROWS for verb in ("get", "remove", "restore")),
        "list_usage_lines",
        "list_go_lives",
        "list_success_criteria",
        "list_tickets",
    ),
    *sent(
        ENERGY,
        add_usage_line={"product": "X", "month": "2026-10-01", "used": "1"},
        edit_usage_line={"used": "2"},
        add_go_live={"title": "X", "due_on": "2026-11-01"},
        edit_go_live={"title": "Y"},
        edit_success_criterion={"words": "x"},
        add_ticket={"subject": "X", "opened_on": "2026-11-01"},
        edit_ticket={"subject": "Y"},
    ),
    Operation(
        "add_success_criterion",
        ENERGY,
        {"words": "x", "contact": Sample("contact_id"), "said_on": "2026-11-01"},
    ),
)
