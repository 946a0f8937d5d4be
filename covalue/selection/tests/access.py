"""Who gets through to the addresses and operations of selection."""

from covalue.people.rules import Role
from tests.access import DIRECTS, OURS, called, posted, read, sent

RATES = frozenset({Role.SAM, Role.UNIT_LEAD, Role.COACH})  # asked in the round that is tried

PAGES = (
    *read(OURS, "selection:rounds", "selection:watchlist"),
    *read(RATES | DIRECTS, "selection:round", "selection:candidate"),
    *posted(DIRECTS | {Role.UNIT_LEAD}, "selection:leave"),
    *read(RATES, "selection:rate"),
    *posted(RATES, "selection:finish", "selection:reopen"),
    *read(
        DIRECTS,
        "selection:new",
        "selection:new-criteria",
        "selection:criteria",
        "selection:export",
        "selection:dossier",
        "selection:letter",
        "selection:matrix",
    ),
    *posted(
        DIRECTS,
        "selection:borders",
        "selection:add-candidates",
        "selection:ask",
        "selection:close",
        "selection:end",
        "selection:remove",
        "selection:restore",
        "selection:agree",
        "selection:decide",
        "selection:withdraw",
        "selection:put-back",
        "selection:trigger",
    ),
)
OPERATIONS = (
    *called(
        DIRECTS,
        "list_criteria_sets",
        "remove_round",
        "restore_round",
        "end_round",
        "withdraw_candidate",
        "put_candidate_back",
    ),
    *sent(
        DIRECTS,
        keep_criteria_set={"name": "x", "purpose": "selection", "criteria": [{"axis": "fit", "name": "x"}]},
        open_round={"name": "x", "criteria": 1, "candidates": [], "raters": []},
        edit_round={"places": 3},
        add_candidates={"accounts": [1]},
        ask_rater={"user": 1},
        close_rating={},
        agree_on={"score": 5},
        decide_candidate={"decision": "select", "reason": "x"},
        write_dossier={"hours": "1", "expected": "1", "coverage": "x", "transition": "x", "told_by": 1},
        send_decision_letter={"subject": "x", "body": "x", "to": [1]},
        set_trigger={"border": "3"},
    ),
    *called(OURS, "list_rounds", "get_watchlist"),
    *called(RATES | DIRECTS, "get_round", "get_picture", "list_ratings"),
    *called(DIRECTS | {Role.UNIT_LEAD}, "leave_round"),
    *called(RATES, "finish_rating", "reopen_rating"),
    *sent(
        RATES,
        rate_candidate={"ratings": [{"criterion": 1}]},
    ),
)
