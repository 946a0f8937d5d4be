"""Who gets through to the addresses and operations of service levels."""

from tests.access import ENERGY, Operation, Sample, called, posted, read, sent

LISTS = ("levels", "results", "incidents")
ROWS = ("service_level", "service_result", "incident")
PAGES = (
    *read(
        ENERGY,
        "service_levels:home",
        "service_levels:status",
        *(f"service_levels:{name}:{view}" for name in LISTS for view in ("list", "export", "edit")),
    ),
    *posted(ENERGY, *(f"service_levels:{name}:{view}" for name in LISTS for view in ("add", "remove", "restore"))),
)
OPERATIONS = (
    *called(
        ENERGY,
        "get_service",
        *(f"{verb}_{name}" for name in ROWS for verb in ("get", "remove", "restore")),
        *(f"list_{name}s" for name in ROWS),
    ),
    *sent(
        ENERGY,
        add_service_level={"title": "X", "target": "98"},
        edit_service_level={"title": "Y"},
        edit_service_result={"value": "2"},
        add_incident={"title": "X", "opened_on": "2026-11-01"},
        edit_incident={"title": "Y"},
    ),
    Operation(
        "add_service_result",
        ENERGY,
        {"service_level": Sample("service_level_id"), "begins_on": "2026-09-01", "value": "97"},
    ),
)
