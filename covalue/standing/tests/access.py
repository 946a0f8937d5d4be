"""Who gets through to the addresses and operations of standing."""

from covalue.people.rules import Role
from tests.access import ENERGY, KEEPS, NOBODY, OURS, Operation, Page, called, posted, read, sent, unguarded

DIRECTOR = frozenset({Role.PROGRAM_DIRECTOR})
HEAD = {"name": "Supplier card", "period": "Q3 2026", "ends_on": "2026-09-30", "worst": "1", "best": "5"}
PAGES = (
    *read(
        ENERGY,
        "standing:account",
        "standing:open",
        "standing:assessment",
        "standing:export-assessment",
        "standing:list",
        "standing:export",
        "standing:edit",
        "standing:add-scorecard",
        "standing:scorecard",
        "standing:edit-scorecard",
        "standing:export-scorecard",
        "standing:plan-scorecard",
        "standing:plan-rung",
    ),
    *read(DIRECTOR, "standing:rate"),
    *posted(
        ENERGY,
        "standing:edit-assessment",
        "standing:ask",
        "standing:close",
        "standing:reopen",
        "standing:remove-assessment",
        "standing:restore-assessment",
        "standing:remind",
        "standing:revoke",
        "standing:confirm-address",
        "standing:release",
        "standing:add",
        "standing:remove",
        "standing:restore",
        "standing:remove-scorecard",
        "standing:restore-scorecard",
    ),
    Page("standing:plan", NOBODY),  # blind as the sample is; its own test tries it when results are shown
    *read(KEEPS, "standing:driver-sets", "standing:add-drivers", "standing:edit-drivers"),
    *posted(KEEPS, "standing:remove-drivers", "standing:restore-drivers"),
    *unguarded("standing:answer", "standing:answer-thanks", "standing:answer-decline"),
)
WORDS = {"name": "Trust", "theirs": "We rely on them.", "ours": "They rely on us."}
CARD = {
    "name": "Supplier review",
    "period": "Q2",
    "ends_on": "2026-06-30",
    "worst": 0,
    "best": 100,
    "lines": [{"criterion": "Quality", "score": 80}],
}
OPERATIONS = (
    *called(
        ENERGY,
        "list_assessments",
        "get_assessment",
        "get_assessment_results",
        "list_asked",
        "close_assessment",
        "reopen_assessment",
        "remove_assessment",
        "restore_assessment",
        "remind_of_assessment",
        "revoke_assessment_request",
        "confirm_assessment_address",
        "release_rater",
        "list_rung_evidences",
        "remove_rung_evidence",
        "restore_rung_evidence",
        "list_scorecards",
        "get_scorecard",
        "remove_scorecard",
        "restore_scorecard",
    ),
    *sent(
        ENERGY,
        open_assessment={"name": "Autumn"},
        edit_assessment={"name": "Spring again"},
        ask_for_assessment={},
        add_rung_evidence={"criterion": "reliable", "side": "ours", "words": "x", "on": "2026-11-01"},
        edit_rung_evidence={"words": "y"},
        add_scorecard=CARD,
        edit_scorecard=CARD,
    ),
    Operation("add_scorecard_file", ENERGY, query=HEAD),
    *sent(DIRECTOR, rate_assessment={"ratings": []}),
    *called(OURS, "list_driver_sets"),
    *called(KEEPS, "remove_driver_set", "restore_driver_set"),
    *sent(
        KEEPS,
        add_driver_set={"name": "Ours", "drivers": [WORDS]},
        edit_driver_set={"name": "Ours", "drivers": [WORDS]},
    ),
)
