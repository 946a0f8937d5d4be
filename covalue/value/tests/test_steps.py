"""What the steps of discovering, co-creating and realising say."""

from decimal import Decimal

from covalue.conversations.queries import Heard
from covalue.value import steps
from covalue.value.rules import ValueStanding

NOTHING = ValueStanding()


def test_before_anything_happened_each_step_waits() -> None:
    waiting = (steps.discovered(Heard(0, 0), 0, NOTHING), steps.co_created(NOTHING), steps.realised(NOTHING))
    assert all(evidence.waits_for and evidence.width == 0 for evidence in waiting)


def test_discover_counts_the_contacts_heard() -> None:
    evidence = steps.discovered(Heard(statements=9, contacts=3), 4, NOTHING)
    assert (evidence.figure, evidence.width) == ("3 of 4 contacts heard", 75)


def test_more_heard_than_known_stays_within_the_meter() -> None:
    assert steps.discovered(Heard(statements=2, contacts=2), 1, NOTHING).width == 100


def test_targets_and_cases_stand_for_discovering_and_co_creating() -> None:
    targets = ValueStanding(targets=4, targets_validated=3)
    assert steps.discovered(Heard(statements=4, contacts=1), 3, targets).figure == "3 of 4 targets validated"
    valued = steps.co_created(ValueStanding(cases=2, assumptions=8, assumptions_confirmed=4))
    assert (valued.figure, valued.width) == ("2 value cases", 45)
    assert steps.co_created(ValueStanding(cases=2, cases_agreed=1)).figure == "1 of 2 cases agreed"


def test_what_is_agreed_in_part_is_to_settle_and_leads_there() -> None:
    in_part = steps.co_created(ValueStanding(cases=1, cases_in_part=1, case_to_settle=7))
    assert (in_part.figure, in_part.width, in_part.leads_to) == ("1 agreed in part: settle", 0, "/value/7/")
    both = ValueStanding(cases=4, cases_agreed=1, cases_in_part=1, cases_disagreed=1, case_to_settle=7)
    evidence = steps.co_created(both)
    assert evidence.figure == "1 of 4 agreed, 1 agreed in part: settle, 1 not agreed: settle" and evidence.width == 25
    disputed = ValueStanding(
        cases=1, claimed=Decimal(1000), validated=Decimal(600), disputed=Decimal(400), claim_to_settle=3
    )
    evidence = steps.realised(disputed)
    assert (evidence.figure, evidence.leads_to) == ("€600 validated, €400 disputed: settle", "/claims/3/")


def test_realised_is_what_they_signed_for_not_what_we_claim() -> None:
    ours = steps.realised(ValueStanding(cases=1, claimed=Decimal(910_000)))
    assert (ours.figure, ours.width) == ("€910k claimed", 5)
    theirs = steps.realised(ValueStanding(cases=1, claimed=Decimal(1_000_000), validated=Decimal(860_000)))
    assert (theirs.figure, theirs.width) == ("€860k validated", 86)
