"""Nobody reports, through others, to themselves: whichever door a manager comes through, and whatever is taken back."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from covalue.accounts import actions as accounts
from covalue.accounts.actions import contact_merging as merging
from covalue.accounts.models import Contact, ContactMerge
from covalue.core import errors
from covalue.core.events import Actor
from covalue.masterdata import actions as masterdata
from covalue.masterdata import files, tasks
from covalue.masterdata.rules import Noun, Options, suggest
from covalue.people.rules import Role
from covalue.relationships import actions, queries
from tests.world import NOW, US, World

pytestmark = pytest.mark.django_db
PEOPLE = 4
Step = tuple[str, int, int]
DOORS = ("report", "nobody", "role", "edit", "take off", "find", "undo", "merge", "undo merge")
STEPS = st.lists(st.tuples(st.sampled_from(DOORS), st.integers(0, 7), st.integers(0, 7)), max_size=14)


def in_circles(world: World) -> set[str | int]:
    """Whoever reports to themselves on the map, or by what is kept of the contacts."""
    on_map: dict[Any, Any] = dict(queries.whole(world.energy).managers)
    kept: dict[Any, Any] = dict(Contact.everybody.filter(account=world.energy).values_list("pk", "reports_to"))
    return {who for managers in (on_map, kept) for who in managers if _returns(who, managers)}


def _returns(who: Any, managers: dict[Any, Any]) -> bool:
    seen: set[Any] = set()
    above = managers[who]
    while above is not None and above not in seen:
        seen.add(above)
        above = managers.get(above)
    return who in seen


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_no_sequence_of_changes_makes_a_circle(world: World, steps: list[Step]) -> None:
    with transaction.atomic():
        for number in range(PEOPLE):
            accounts.add_contact(US, account=world.energy, name=f"Person {number}", now=NOW)
        for at, step in enumerate(steps):
            _done(world, step, at)
            assert not in_circles(world), step
        transaction.set_rollback(True)


def _done(world: World, step: Step, at: int) -> None:
    """One step; a refusal leaves everything as it was."""
    sam, now = Actor(world.user(Role.SAM), "test"), NOW + timedelta(minutes=at)
    try:
        with transaction.atomic():
            _WAYS[step[0]](world, sam, step[1], step[2], now)
    except errors.Refused:
        pass


def _key(world: World, number: int) -> str:
    keys = sorted(queries.whole(world.energy).cards)
    return keys[number % len(keys)]


def _contact(world: World, number: int) -> Contact:
    rows = list(world.energy.contacts.order_by("pk"))
    return rows[number % len(rows)]


def _report(world: World, sam: Actor, one: int, other: int, now: Any) -> None:
    actions.report(sam, account=world.energy, who=_key(world, one), manager=_key(world, other), now=now)


def _nobody(world: World, sam: Actor, one: int, _other: int, now: Any) -> None:
    actions.report(sam, account=world.energy, who=_key(world, one), manager=None, now=now)


def _role(world: World, sam: Actor, one: int, other: int, now: Any) -> None:
    manager = _key(world, one)
    who = actions.add_person(sam, account=world.energy, name="Head", kind="role", manager=manager, now=now)
    actions.report(sam, account=world.energy, who=_key(world, other), manager=who, now=now)


def _edit(world: World, sam: Actor, one: int, other: int, now: Any) -> None:
    accounts.edit_contact(sam, contact=_contact(world, one), reports_to=_contact(world, other), now=now)


def _take_off(world: World, sam: Actor, one: int, _other: int, now: Any) -> None:
    actions.take_off(sam, account=world.energy, who=_key(world, one), now=now)


def _find(world: World, sam: Actor, one: int, other: int, now: Any) -> None:
    actions.find(sam, account=world.energy, who=_key(world, one), contact=_contact(world, other), now=now)


def _undo(world: World, sam: Actor, _one: int, _other: int, now: Any) -> None:
    actions.undo(sam, account=world.energy, now=now)


def _merge(world: World, sam: Actor, one: int, other: int, now: Any) -> None:
    merging.merge_contacts(sam, kept=_contact(world, one), gone=[_contact(world, other)], now=now)


def _undo_merge(world: World, sam: Actor, one: int, _other: int, now: Any) -> None:
    merges = list(ContactMerge.objects.filter(undone_at=None).order_by("pk"))
    if merges:
        merging.undo_contact_merge(sam, merge=merges[one % len(merges)], now=now)


_WAYS: dict[str, Callable[[World, Actor, int, int, Any], None]] = {
    "report": _report, "nobody": _nobody, "role": _role, "edit": _edit, "take off": _take_off, "find": _find,
    "undo": _undo, "merge": _merge, "undo merge": _undo_merge,
}  # fmt: skip


def led_through_a_role(world: World) -> str:
    """Jon reports to a role that reports to Signe; returns the role."""
    role = actions.add_person(US, account=world.energy, name="Head", kind="role", manager=f"c{world.signe.pk}", now=NOW)
    actions.report(US, account=world.energy, who=f"c{world.jon.pk}", manager=role, now=NOW)
    return role


def test_a_contact_cannot_report_to_whom_a_role_leads_back(world: World) -> None:
    led_through_a_role(world)
    with pytest.raises(errors.BadInput) as told, transaction.atomic():
        accounts.edit_contact(US, contact=world.signe, reports_to=world.jon, now=NOW)
    assert told.value.field == "reports_to"
    assert (
        told.value.sentence
        == "Signe Dahl cannot report to Jon Ek: that would be a circle (Jon Ek → Head → Signe Dahl)."
    )
    world.signe.refresh_from_db()
    assert world.signe.reports_to is None


def test_a_file_counts_for_more_than_the_line_of_a_role(world: World, tmp_path: Path) -> None:
    role = led_through_a_role(world)
    path = tmp_path / "contacts.csv"
    path.write_text(f"Account,Name,Reports to\n{world.energy.name},{world.signe.name},{world.jon.name}\n")
    mapping = suggest(Noun.CONTACTS, files.columns_of(path))
    record, _plan = masterdata.import_file(
        Actor(world.user(Role.PROGRAM_DIRECTOR), "test"), path=path, noun=Noun.CONTACTS, mapping=mapping, source="crm",
        now=NOW, options=Options(),
    )  # fmt: skip
    assert record.changed == 1 and not in_circles(world)
    managers = queries.whole(world.energy).managers
    assert managers[f"c{world.signe.pk}"] == f"c{world.jon.pk}"
    assert managers[f"c{world.jon.pk}"] is None and managers[role] == f"c{world.signe.pk}"
    masterdata.ask_undo(Actor(world.user(Role.PROGRAM_DIRECTOR), "test"), record=record, now=NOW)
    tasks.run_undo.func(record.pk)
    assert queries.whole(world.energy).managers[f"c{world.signe.pk}"] is None


def test_the_undo_of_a_merge_leaves_out_whom_somebody_leads_by_now(world: World) -> None:
    gone = accounts.add_contact(US, account=world.energy, name="K. Moe", now=NOW)
    kept = accounts.add_contact(US, account=world.energy, name="Kari Moe", now=NOW)
    accounts.edit_contact(US, contact=kept, reports_to=world.jon, now=NOW)
    accounts.edit_contact(US, contact=gone, reports_to=world.signe, now=NOW)
    report = accounts.add_contact(US, account=world.energy, name="Per Wiik", now=NOW)
    accounts.edit_contact(US, contact=report, reports_to=gone, now=NOW)
    [merge] = merging.merge_contacts(US, kept=kept, gone=[gone], now=NOW)
    world.signe.refresh_from_db()
    accounts.edit_contact(US, contact=world.signe, reports_to=Contact.objects.get(pk=report.pk), now=NOW)
    merging.undo_contact_merge(US, merge=merge, now=NOW)
    gone.refresh_from_db()
    assert gone.reports_to is None and not in_circles(world)
