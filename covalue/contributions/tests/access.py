"""Who gets through to the addresses and operations of contributions."""

from covalue.people.rules import Role
from tests.access import ENERGY, OURS, Operation, Sample, called, posted, read, sent

LEAD = frozenset({Role.UNIT_LEAD})  # Una Krog, whose unit is asked
READS = ENERGY | LEAD
TERMS = {"due_on": "2027-03-01", "words": "Later"}

PAGES = (
    *read(ENERGY, "contributions:account", "contributions:account-export", "contributions:edit"),
    *read(OURS, "contributions:home", "contributions:export-workload"),
    *read(READS, "contributions:show"),
    *posted(LEAD, "contributions:set-capacity"),
    *posted(ENERGY, "contributions:add"),
    *posted(ENERGY, *(f"contributions:{move}" for move in ("ask", "withdraw", "accept", "reject"))),
    *posted(LEAD, *(f"contributions:{move}" for move in ("promise", "counter", "decline", "report"))),
    *posted(READS, "contributions:cancel"),
)
OPERATIONS = (
    *called(OURS, "list_contributions", "get_contribution_workload"),
    *called(ENERGY, "list_account_contributions"),
    *called(READS, "get_contribution"),
    Operation(
        "prepare_contribution",
        ENERGY,
        {"unit": Sample("unit_id"), "subject": "A van", "due_on": "2027-03-01"},
    ),
    *sent(
        ENERGY,
        edit_contribution={"need": "X"},
        ask_contribution={},
        withdraw_contribution={},
        accept_contribution={},
        reject_contribution={"words": "No"},
    ),
    *sent(
        LEAD,
        promise_contribution={},
        counter_contribution=TERMS,
        decline_contribution={"words": "No"},
        report_contribution={},
        set_unit_capacity={"hours": 30},
    ),
    *sent(READS, cancel_contribution={"words": "No"}),
)
