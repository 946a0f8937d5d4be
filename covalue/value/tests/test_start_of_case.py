"""From when a case counts is part of what was signed: the statement keeps to it, and another start has to be signed again."""

from datetime import date

import pytest

from covalue.value import actions
from covalue.value.cases import queries as cases
from covalue.value.cases.readiness import CaseGap
from covalue.value.models import Initiative
from covalue.value.statement import queries as statement
from covalue.value.tests.test_signing import BOTH, sign, signer
from tests.world import NOW, US, World

__all__ = ["signer"]
pytestmark = pytest.mark.django_db
SIGNED, LATER = date(2026, 1, 1), date(2026, 9, 1)


def begun(world: World, begins_on: date | None) -> Initiative:
    return actions.start(US, account=world.energy, title="Care", sheet=BOTH, begins_on=begins_on, now=NOW)


def agree(world: World, case: Initiative) -> None:
    sign(actions.ask_for_case(US, initiative=case, contact=world.signe, now=NOW, without=tuple(CaseGap)))


def promised(case: Initiative) -> date | None:
    view = cases.case(case)
    return statement._promise(view, view.agreements).begins_on


def holds(case: Initiative) -> bool:
    [word] = cases.case(case).agreements
    return word.holds


@pytest.mark.parametrize("signed_start", [SIGNED, None])
def test_another_start_after_the_signature_changes_no_promise_and_is_signed_again(
    signer: World, signed_start: date | None
) -> None:
    case = begun(signer, signed_start)
    agree(signer, case)
    case.refresh_from_db()
    start = signed_start or date(2026, 12, 1)
    assert (case.begins_on, promised(case), holds(case)) == (start, start, True)
    actions.edit(US, initiative=case, begins_on=LATER, now=NOW)
    assert (promised(case), holds(case)) == (start, False)
    actions.edit(US, initiative=case, begins_on=start, now=NOW)
    assert holds(case), "what was signed is what the case says again"
    actions.edit(US, initiative=case, begins_on=LATER, now=NOW)
    agree(signer, case)
    assert (promised(case), holds(case)) == (LATER, True)


def test_a_second_who_signs_without_a_start_agrees_to_the_one_the_first_began(signer: World) -> None:
    case = begun(signer, None)
    asked = [
        actions.ask_for_case(US, initiative=case, contact=who, now=NOW, without=tuple(CaseGap))
        for who in (signer.signe, signer.jon)
    ]
    for request in asked:
        sign(request)
    case.refresh_from_db()
    assert [word.holds for word in cases.case(case).agreements] == [True, True]


def test_a_start_nobody_signed_may_change(signer: World) -> None:
    case = begun(signer, SIGNED)
    actions.edit(US, initiative=case, begins_on=LATER, now=NOW)
    assert promised(case) == LATER
