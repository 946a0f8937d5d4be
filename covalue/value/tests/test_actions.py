from datetime import timedelta

import pytest

from covalue.accounts import actions as accounts
from covalue.conversations import actions as conversations
from covalue.conversations.actions import Said
from covalue.conversations.models import Channel
from covalue.core import errors
from covalue.core.events import Actor
from covalue.core.models import Event
from covalue.people.rules import Role
from covalue.value import actions, queries
from covalue.value.cases import actions as cases
from covalue.value.cases import sheet as sheets
from covalue.value.cases.sheet import AssumptionRow, LineRow, Sheet
from covalue.value.models import Initiative, Target
from covalue.value.rules import TargetState
from covalue.value.targets import actions as targets
from tests.world import NOW, TODAY, US, World

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
SHEET = Sheet(
    assumptions=(
        AssumptionRow(name="minutes", unit="minutes/year", low=100, base=200, high=300),
        AssumptionRow(name="cost per minute", unit="€/minute", base=50),
    ),
    lines=(LineRow(title="Avoided", formula="minutes × cost per minute"),),
)


def ines(world: World) -> Actor:
    return Actor(world.user(Role.SAM), "test")


def target(world: World) -> Target:
    return actions.add_target(ines(world), account=world.energy, title="Fewer outage minutes", now=NOW, impact=5, fit=4)


def case(world: World, sheet: Sheet = SHEET) -> Initiative:
    return actions.start(ines(world), account=world.energy, title="Predictive care", sheet=sheet, now=NOW)


def events(world: World) -> list[str]:
    return list(Event.objects.filter(stream=f"account:{world.energy.pk}").order_by("id").values_list("verb", flat=True))


def test_a_target_is_a_hypothesis_until_a_contact_says_yes(world: World) -> None:
    found = target(world)
    assert (found.state, found.priority) == (TargetState.HYPOTHESIS, 20)
    actions.edit_target(ines(world), target=found, discussed_on=TODAY, now=NOW)
    assert found.state == TargetState.DISCUSSED
    actions.validate_target(ines(world), target=found, contact=world.signe, on=TODAY, words="Yes", now=NOW)
    assert (found.state, found.validated_by) == (TargetState.VALIDATED, world.signe)


def test_another_wording_asks_to_be_validated_anew(world: World) -> None:
    found = target(world)
    actions.validate_target(ines(world), target=found, contact=world.signe, on=TODAY, now=NOW)
    actions.edit_target(ines(world), target=found, success="Below 90 minutes", now=NOW)
    assert found.state == TargetState.VALIDATED
    actions.edit_target(ines(world), target=found, title="Fewer outage hours", now=NOW)
    assert found.state == TargetState.DISCUSSED and found.validated_by is None


def test_what_is_set_aside_says_why_and_comes_back(world: World) -> None:
    found = target(world)
    with pytest.raises(errors.BadInput):
        actions.park_target(ines(world), target=found, reason=" ", now=NOW)
    actions.park_target(ines(world), target=found, reason="After the merger", now=NOW)
    assert found.state == TargetState.PARKED
    targets.take_up(ines(world), target=found, now=NOW)
    assert found.state == TargetState.HYPOTHESIS


@pytest.mark.parametrize(
    ("values", "field"),
    [({"impact": 6}, "impact"), ({"fit": 0}, "fit"), ({"title": "  "}, "title"), ({"state": "x"}, "state")],
)
def test_a_target_that_makes_no_sense_is_refused_and_nothing_changes(world, values, field) -> None:
    found, before = target(world), events(world)
    with pytest.raises(errors.BadInput) as refused:
        actions.edit_target(ines(world), target=found, now=NOW, **values)
    assert refused.value.field == field
    assert events(world) == before and Target.objects.get(pk=found.pk).title == "Fewer outage minutes"


def test_only_people_and_words_of_the_account_stand_behind_a_target(world: World) -> None:
    found = target(world)
    other = accounts.add_contact(US, account=world.orsa, name="Olle Ek", now=NOW)
    talk = conversations.log(
        US,
        account=world.orsa,
        channel=Channel.CALL,
        held_on=TODAY,
        subject="Paper",
        said=[Said(other, "Less waste")],
        now=NOW,
    )
    with pytest.raises(errors.BadInput):
        actions.validate_target(ines(world), target=found, contact=other, on=TODAY, now=NOW)
    with pytest.raises(errors.BadInput):
        actions.edit_target(ines(world), target=found, statement=talk.statements.get(), now=NOW)
    with pytest.raises(errors.BadInput):
        actions.validate_target(ines(world), target=found, contact=world.signe, on=TODAY + timedelta(days=3), now=NOW)


def test_saving_a_sheet_keeps_versions_and_says_what_changed(world: World) -> None:
    found = case(world)
    dearer = SHEET.model_copy(update={"rate": 0.1})
    found = actions.write(ines(world), initiative=found, sheet=dearer, seen_revision=0, now=LATER)
    assert found.revision == 1
    latest, first = queries.versions(found)
    assert [(d.where, d.before, d.after) for d in latest.differences] == [("rate", "8\u202f%", "10\u202f%")]
    actions.revert(ines(world), revision=first.revision, now=LATER)
    found.refresh_from_db()
    assert sheets.read(found.sheet) == SHEET and found.revision == 2
    assert events(world)[-2:] == ["changed value case", "changed value case"]


def test_saving_the_same_again_leaves_no_trace(world: World) -> None:
    found = case(world)
    before = events(world)
    assert actions.write(ines(world), initiative=found, sheet=SHEET, seen_revision=99, now=LATER).revision == 0
    assert events(world) == before


def test_nobody_overwrites_what_they_did_not_see(world: World) -> None:
    found = case(world)
    actions.write(
        ines(world), initiative=found, sheet=SHEET.model_copy(update={"rate": 0.1}), seen_revision=0, now=LATER
    )
    with pytest.raises(errors.WrongState):
        actions.write(
            ines(world), initiative=found, sheet=SHEET.model_copy(update={"rate": 0.2}), seen_revision=0, now=LATER
        )
    found.refresh_from_db()
    assert found.sheet["rate"] == 0.1


def test_a_confirmation_holds_until_the_number_changes(world: World) -> None:
    found = case(world)
    actions.confirm(ines(world), initiative=found, name="minutes", contact=world.signe, on=TODAY, now=NOW)
    first, second = queries.case(found).assumptions
    assert first.confirmation is not None and second.confirmation is None
    row = SHEET.assumptions[0].model_copy(update={"base": 210})
    changed = SHEET.model_copy(update={"assumptions": (row, SHEET.assumptions[1])})
    actions.write(ines(world), initiative=found, sheet=changed, seen_revision=0, now=LATER)
    first, _second = queries.case(found).assumptions
    assert first.confirmation is None and first.outgrown is not None
    with pytest.raises(errors.BadInput):
        actions.confirm(ines(world), initiative=found, name="hours", contact=world.signe, on=TODAY, now=NOW)


def test_a_confirmation_noted_by_mistake_is_taken_back(world: World) -> None:
    found = case(world)
    noted = actions.confirm(ines(world), initiative=found, name="minutes", contact=world.signe, on=TODAY, now=NOW)
    actions.withdraw(ines(world), confirmation=noted, now=LATER)
    assert queries.case(found).confirmed == 0


def test_nobody_confirms_an_assumption_without_a_value(world: World) -> None:
    found = case(world, SHEET.model_copy(update={"assumptions": (*SHEET.assumptions, AssumptionRow(name="stores"))}))
    with pytest.raises(errors.BadInput, match="“stores” has no value to confirm yet"):
        actions.confirm(ines(world), initiative=found, name="stores", contact=world.signe, on=TODAY, now=NOW)
    assert queries.case(found).confirmed == 0


def test_a_strangers_case_is_not_found(world: World) -> None:
    found, nils = case(world), Actor(world.stranger, "test")
    wanted = target(world)
    before = events(world)
    for act in (
        lambda: actions.write(nils, initiative=found, sheet=Sheet(), seen_revision=0, now=NOW),
        lambda: actions.start(nils, account=world.energy, title="Mine", now=NOW),
        lambda: actions.add_target(nils, account=world.energy, title="Mine", now=NOW),
        lambda: actions.edit_target(nils, target=wanted, title="Mine", now=NOW),
        lambda: actions.confirm(nils, initiative=found, name="minutes", contact=world.signe, on=TODAY, now=NOW),
        lambda: cases.remove(nils, found, now=NOW),
        lambda: queries.get(world.stranger, found.pk),
        lambda: queries.get_target(world.stranger, wanted.pk),
        lambda: queries.get_revision(world.stranger, found.pk, 0),
    ):
        with pytest.raises(errors.NotFound):
            act()
    assert events(world) == before


def test_what_was_removed_comes_back_and_is_not_changed_meanwhile(world: World) -> None:
    found = case(world)
    for _twice in range(2):
        cases.remove(ines(world), found, now=NOW)
    assert not queries.initiatives_of(world.energy)
    with pytest.raises(errors.WrongState):
        actions.write(ines(world), initiative=found, sheet=Sheet(), seen_revision=0, now=NOW)
    cases.restore(ines(world), found, now=NOW)
    assert queries.initiatives_of(world.energy).get() == found
    assert events(world)[-3:] == ["started value case", "removed value case", "restored value case"]
    for change in (targets.remove, targets.restore):
        change(ines(world), target(world), now=NOW)
    assert events(world)[-3:] == ["added value target", "removed value target", "added value target"]


def test_a_case_is_led_by_somebody_who_can_open_the_account(world: World) -> None:
    una = world.user(Role.UNIT_LEAD)
    with pytest.raises(errors.BadInput, match=r"Una Krog cannot open this account\. Add them to the team first\."):
        cases.start(ines(world), account=world.energy, title="Half-cases", owner=una, now=NOW)
    assert not Initiative.objects.exists()
    case = cases.start(ines(world), account=world.energy, title="Half-cases", owner=world.user(Role.SAM), now=NOW)
    with pytest.raises(errors.BadInput):
        cases.edit(ines(world), initiative=case, owner=una, now=NOW)
    case.refresh_from_db()
    assert case.owner == world.user(Role.SAM)
