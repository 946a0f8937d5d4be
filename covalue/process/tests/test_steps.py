"""What each of the seven steps says of an account."""

from dataclasses import replace
from decimal import Decimal

from covalue.objectives.rules import Alignment
from covalue.process import steps
from covalue.process.steps import Standing
from covalue.value.rules import ValueStanding

NOTHING = Standing(0, 0, 0, 0, 0, None, None, Alignment(0, 0, 0, 0, 0.0), 0, 0, 0, 0)


def test_an_empty_account_says_for_each_step_what_it_waits_for() -> None:
    for step in steps.STEPS:
        evidence = step.evidence(NOTHING)
        assert evidence.waits_for
        assert evidence.width == 0


def test_discover_counts_the_contacts_heard() -> None:
    step = steps.by_key("discover")
    assert step
    evidence = step.evidence(replace(NOTHING, contacts=4, contacts_heard=3, statements=9))
    assert (evidence.figure, evidence.width) == ("3 of 4 contacts heard", 75)


def test_a_late_action_is_said_before_the_done_ones() -> None:
    step = steps.by_key("execute")
    assert step
    assert step.evidence(replace(NOTHING, actions_done=3, actions_open=1)).figure == "3 of 4 actions done"
    assert step.evidence(replace(NOTHING, actions_done=3, actions_open=1, actions_overdue=1)).figure == "1 action late"


def test_an_unapproved_plan_is_never_whole() -> None:
    step = steps.by_key("plan")
    assert step
    written = replace(NOTHING, sections=8, sections_written=8, alignment=Alignment(2, 2, 1, 1, 1.0))
    assert step.evidence(written).width < 100
    assert step.evidence(replace(written, approved_version=4)).width == 100


def test_an_approved_plan_says_which_objectives_stand_alone() -> None:
    step = steps.by_key("plan")
    assert step
    approved = replace(NOTHING, sections=8, approved_version=4, alignment=Alignment(3, 2, 1, 1, 0.6))
    assert step.evidence(approved).figure == "1 objective stands alone" and step.evidence(approved).width == 88


def test_more_heard_than_known_stays_within_the_meter() -> None:
    step = steps.by_key("discover")
    assert step
    assert step.evidence(replace(NOTHING, contacts=1, contacts_heard=2, statements=2)).width == 100


def test_an_unknown_step_is_none() -> None:
    assert steps.by_key("nowhere") is None


def test_targets_and_cases_stand_for_discovering_and_co_creating() -> None:
    found = replace(
        NOTHING, statements=4, contacts=3, contacts_heard=1, value=ValueStanding(targets=4, targets_validated=3)
    )
    assert steps.by_key("discover").evidence(found).figure == "3 of 4 targets validated"
    valued = replace(NOTHING, value=ValueStanding(cases=2, assumptions=8, assumptions_confirmed=4))
    assert steps.by_key("co-create").evidence(valued).figure == "2 value cases"
    assert steps.by_key("co-create").evidence(valued).width == 45
    agreed = replace(NOTHING, value=ValueStanding(cases=2, cases_agreed=1))
    assert steps.by_key("co-create").evidence(agreed).figure == "1 of 2 cases agreed"


def test_realised_is_what_they_signed_for_not_what_we_claim() -> None:
    ours = replace(NOTHING, value=ValueStanding(cases=1, claimed=Decimal(910_000)))
    assert (steps.by_key("realise").evidence(ours).figure, steps.by_key("realise").evidence(ours).width) == (
        "€910k claimed",
        5,
    )
    theirs = replace(NOTHING, value=ValueStanding(cases=1, claimed=Decimal(1_000_000), validated=Decimal(860_000)))
    assert (steps.by_key("realise").evidence(theirs).figure, steps.by_key("realise").evidence(theirs).width) == (
        "€860k validated",
        86,
    )
    assert steps.by_key("realise").evidence(NOTHING).waits_for
