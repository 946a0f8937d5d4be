"""A pilot that guests agree to: it starts after that, is judged by what was agreed, and decided on with its results."""

from datetime import date

import pytest

from covalue.accounts import actions as accounts
from covalue.core import errors
from covalue.core.events import Actor
from covalue.core.models import Event
from covalue.people.rules import Role
from covalue.portal import actions as portal
from covalue.portal import queries as portal_queries
from covalue.portal.models import Guest
from covalue.portal.rules import ItemKind
from covalue.solutions import actions, queries
from covalue.solutions.inputs import PilotAnswerInput
from covalue.solutions.models import Solution, Terms
from covalue.solutions.queries import SOLUTIONS, SolutionView
from covalue.solutions.rules import PilotOutcome, Stage
from covalue.web import my_day
from tests.world import NOW, TODAY, US, World

ENDS = date(2026, 12, 31)
AGREE = PilotAnswerInput(said="agreed")


def write(solution: Solution, criteria: str = "Below 60 dB\nNo calls at night", ends_on: date = ENDS) -> Terms:
    return actions.write_terms(
        US, solution=solution, starts_on=date(2026, 12, 1), ends_on=ends_on, criteria=criteria, now=NOW
    )


def view(solution: Solution) -> SolutionView:
    return queries.view_of(queries.locked(solution.pk))


@pytest.fixture
def solution(world: World) -> Solution:
    return SOLUTIONS.add(US, world.energy, {"title": "Quiet dams"}, now=NOW)


@pytest.fixture
def guest(world: World) -> Guest:
    accounts.edit_contact(US, contact=world.signe, email=world.user(Role.CUSTOMER_GUEST).email, now=NOW)
    return portal.invite(US, account=world.energy, contact=world.signe, anyway=True, now=NOW)


def answer(world: World, guest: Guest, solution: Solution, body: PilotAnswerInput = AGREE) -> None:
    greta = Actor(world.user(Role.CUSTOMER_GUEST), "test")
    portal.answer(greta, guest=guest, kind=ItemKind.PILOT, item=solution.pk, body=body, now=NOW)


def test_a_guest_agrees_in_the_shared_workspace_and_only_then_it_starts(
    world: World, guest: Guest, solution: Solution
) -> None:
    write(solution)
    with pytest.raises(errors.WrongState) as refused:
        actions.start(US, solution=solution, now=NOW)
    assert "has not agreed" in refused.value.sentence
    with pytest.raises(errors.NotFound):  # it is not shared
        answer(world, guest, solution)
    portal.share(US, account=world.energy, kind=ItemKind.PILOT, item=solution.pk, now=NOW)
    (shown,) = portal_queries.home(world.energy, world.signe, TODAY).shared[ItemKind.PILOT]
    assert ("Criterion 1", "Below 60 dB") in shown.item.facts and "option" not in str(shown.item).lower()
    (asked,) = portal_queries.home(world.energy, world.signe, TODAY).asked
    assert "Quiet dams" in asked.sentence and asked.url.endswith(f"/pilot/{solution.pk}/")
    answer(world, guest, solution)
    assert not portal_queries.home(world.energy, world.signe, TODAY).asked
    terms = view(solution).in_force
    assert terms is not None and (terms.contact, terms.agreed) == (world.signe, True)
    event = Event.objects.get(verb="agreed to terms of pilot")
    assert event.stream == f"account:{world.energy.pk}"
    with pytest.raises(errors.WrongState):
        answer(world, guest, solution)
    assert actions.start(US, solution=solution, now=NOW).started_on == TODAY
    with pytest.raises(errors.WrongState):
        actions.start(US, solution=solution, now=NOW)


def test_a_change_needs_agreement_again_and_what_was_agreed_stays_in_force_until_then(
    world: World, guest: Guest, solution: Solution
) -> None:
    portal_share(world, solution)
    answer(world, guest, solution)
    assert write(solution).number == 1  # the same again is no new version
    write(solution, "Below 50 dB")
    assert view(solution).stage is Stage.ASKED
    with pytest.raises(errors.WrongState):
        actions.start(US, solution=solution, now=NOW)
    answer(world, guest, solution)
    actions.start(US, solution=solution, now=NOW)
    write(solution, "Below 70 dB")
    running = view(solution)
    assert [row.words for row in running.criteria] == ["Below 50 dB"] and running.pending is not None
    no = PilotAnswerInput(said="not_agreed", words="It was 50")
    answer(world, guest, solution, no)
    assert [row.words for row in view(solution).criteria] == ["Below 50 dB"]
    assert Terms.objects.count() == 3


def portal_share(world: World, solution: Solution) -> None:
    write(solution)
    portal.share(US, account=world.energy, kind=ItemKind.PILOT, item=solution.pk, now=NOW)


def test_whoever_does_not_agree_says_why_and_we_are_told(world: World, guest: Guest, solution: Solution) -> None:
    portal_share(world, solution)
    with pytest.raises(errors.BadInput):
        answer(world, guest, solution, PilotAnswerInput(said="not_agreed"))
    assert view(solution).stage is Stage.ASKED
    answer(world, guest, solution, PilotAnswerInput(said="not_agreed", words="60 is too loud"))
    assert view(solution).stage is Stage.DECLINED
    (item,) = [row for row in my_day.queue(world.user(Role.SAM), TODAY) if row.kind == "pilot"]
    assert "60 is too loud" in item.why
    assert not [row for row in my_day.queue(world.user(Role.TEAM_MEMBER), TODAY) if row.kind == "pilot"]


def test_a_roll_out_needs_a_result_for_every_criterion(world: World, guest: Guest, solution: Solution) -> None:
    portal_share(world, solution)
    with pytest.raises(errors.WrongState):
        actions.enter_result(US, solution=solution, place=0, met=True, now=NOW)
    answer(world, guest, solution)
    actions.start(US, solution=solution, now=NOW)
    actions.enter_result(US, solution=solution, place=0, met=False, words="62", now=NOW)
    actions.enter_result(US, solution=solution, place=0, met=True, words="58", now=NOW)
    with pytest.raises(errors.BadInput):
        actions.enter_result(US, solution=solution, place=2, met=True, now=NOW)
    roll_out = {"outcome": PilotOutcome.ROLL_OUT, "reason": "It is quiet", "now": NOW}
    with pytest.raises(errors.WrongState):
        actions.decide(US, solution=solution, **roll_out)
    actions.end(US, solution=solution, now=NOW)
    with pytest.raises(errors.WrongState):
        actions.decide(US, solution=solution, **roll_out)
    with pytest.raises(errors.WrongState):
        write(solution, "Something else")
    actions.enter_result(US, solution=solution, place=1, met=False, now=NOW)
    actions.decide(US, solution=solution, **roll_out)
    decided = view(solution)
    assert decided.stage is Stage.DECIDED and decided.met == 1 and decided.criteria[0].result is not None
    assert decided.criteria[0].result.words == "58"
    with pytest.raises(errors.WrongState):
        actions.decide(US, solution=solution, outcome=PilotOutcome.STOP, reason="x", now=NOW)


def test_terms_that_cannot_be_are_refused(solution: Solution) -> None:
    for criteria, ends_on, field in (
        (" \n ", ENDS, "criteria"),
        ("x" * 301, ENDS, "criteria"),
        ("\n".join(map(str, range(21))), ENDS, "criteria"),
        ("One", date(2026, 11, 1), "ends_on"),
    ):
        with pytest.raises(errors.BadInput) as refused:
            write(solution, criteria, ends_on)
        assert refused.value.field == field
    assert not Terms.objects.exists()


def test_only_who_may_open_the_account_changes_anything(world: World, solution: Solution) -> None:
    stranger = Actor(world.stranger, "test")
    with pytest.raises(errors.NotFound):
        actions.write_terms(stranger, solution=solution, starts_on=TODAY, ends_on=TODAY, criteria="x", now=NOW)
    with pytest.raises(errors.NotFound):
        actions.decide(stranger, solution=solution, outcome=PilotOutcome.STOP, reason="x", now=NOW)
    with pytest.raises(errors.BadInput):
        actions.add_designer(US, solution=solution, colleague=world.stranger, now=NOW)
    with pytest.raises(errors.BadInput):
        actions.add_designer(US, solution=solution, now=NOW)
    SOLUTIONS.remove(US, solution, now=NOW)
    with pytest.raises(errors.WrongState):
        actions.add_option(US, solution=solution, title="X", now=NOW)
