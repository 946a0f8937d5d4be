"""Who gets through to the addresses and operations of positioning."""

from tests.access import ENERGY, Operation, Sample, called, posted, read, sent, unguarded

LISTS = ("competitors", "ratings", "preferences", "reasons")
PAGES = (
    *read(
        ENERGY,
        "positioning:position",
        "positioning:export",
        "positioning:history",
        "positioning:write",
        "positioning:ask",
        *(f"positioning:{name}:{view}" for name in LISTS for view in ("list", "export", "edit")),
    ),
    *posted(ENERGY, *(f"positioning:{name}:{view}" for name in LISTS for view in ("add", "remove", "restore"))),
    *posted(ENERGY, "positioning:remind", "positioning:revoke", "positioning:confirm-address"),
    *unguarded("positioning:answer", "positioning:answer-thanks", "positioning:answer-decline"),
)
OPERATIONS = (
    *called(
        ENERGY,
        "get_position",
        "list_message_versions",
        *(
            f"{verb}_{name}"
            for name in ("competitor", "position_rating", "preference", "reason")
            for verb in ("get", "remove", "restore")
        ),
        "list_competitors",
        "list_position_ratings",
        "list_preferences",
        "list_reasons",
        "list_position_requests",
        "remind_of_position_request",
        "revoke_position_request",
        "confirm_position_address",
    ),
    *sent(
        ENERGY,
        write_message={"words": "Four cables"},
        add_competitor={"name": "Others"},
        edit_competitor={"note": "x"},
        add_position_rating={"dimension": "brand", "score": 2, "rated_on": "2026-11-01"},
        edit_position_rating={"score": 4},
        edit_preference={"need": "x"},
        edit_reason={"words": "x"},
    ),
    Operation(
        "add_preference",
        ENERGY,
        {"measure": "preference", "contact": Sample("contact_id"), "named": "us", "asked_on": "2026-11-01"},
    ),
    Operation("ask_where_we_stand", ENERGY, {"contacts": [Sample("contact_id")]}),
    Operation(
        "add_reason",
        ENERGY,
        {"contact": Sample("contact_id"), "words": "x", "clear": "yes", "asked_on": "2026-11-01"},
    ),
)
