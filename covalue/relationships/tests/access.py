"""Who gets through to the addresses and operations of the map: the account's team, and no guest."""

from tests.access import ENERGY, Operation, Sample, called, posted, read, sent

PAGES = (
    *read(
        ENERGY, "relationships:map", "relationships:changes", "relationships:add", "relationships:import", "relationships:person",
        "relationships:questions", "relationships:export",
    ),
    *posted(
        ENERGY, "relationships:move", "relationships:report", "relationships:take-off", "relationships:find",
        "relationships:draw", "relationships:end-line", "relationships:rate", "relationships:answer",
        "relationships:know", "relationships:undo", "relationships:plan",
    ),
)  # fmt: skip
WHO = Sample("who")
OPERATIONS = (
    *called(ENERGY, "get_map", "end_map_line", "undo_on_map", "list_map_ratings"),
    Operation("list_map_changes", ENERGY, query={"since": "2026-11-01"}),
    *sent(
        ENERGY,
        add_map_person={"name": "Per Wiik"},
        move_on_map={"who": WHO, "x": 10, "y": 20},
        report_on_map={"who": WHO, "manager": None},
        take_off_map={"who": WHO},
        find_on_map={"who": Sample("other"), "contact": Sample("contact_id")},
        draw_on_map={"kind": "conflict", "start": WHO, "end": Sample("other")},
        rate_on_map={"who": WHO, "what": "attitude", "value": "supports"},
        answer_on_map={"who": WHO, "what": "attitude", "again": "yes"},
        know_on_map={"who": WHO, "colleague": Sample("user_id"), "current": 2},
        plan_from_map={"title": "Speak with them"},
    ),
)
