"""Who gets through to the addresses and operations of positioning."""

from tests.access import ENERGY, Operation, Sample, called, posted, read, sent

LISTS = ("competitors", "ratings", "preferences", "reasons")
PAGES = (
    *read(
        ENERGY,
        "positioning:position",
        "positioning:export",
        "positioning:history",
        "positioning:write",
        *(f"positioning:{name}:{view}" for name in LISTS for view in ("list", "export", "edit")),
    ),
    *posted(ENERGY, *(f"positioning:{name}:{view}" for name in LISTS for view in ("add", "remove", "restore"))),
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
    Operation(
        "add_reason",
        ENERGY,
        {"contact": Sample("contact_id"), "words": "x", "clear": "yes", "asked_on": "2026-11-01"},
    ),
)
