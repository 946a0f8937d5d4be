"""Planning, moving, linking, undoing, keeping the plan; and all that is refused."""

from datetime import date, timedelta
from typing import Any

import pytest

from covalue.accounts import actions as account_actions
from covalue.accounts.models import Account
from covalue.core import errors, events
from covalue.core.models import Event
from covalue.execution import actions, queries, rules
from covalue.execution.models import Dependency, WorkPackage
from covalue.people.models import User
from covalue.people.rules import Role
from covalue.value import actions as value
from tests.world import NOW, TODAY, US, World

MONDAY = date(2026, 11, 16)
LATER = date(2026, 11, 23)


def work(
    account: Account, title: str = "Meters", starts_on: date = LATER, duration: int = 5, **values: Any
) -> WorkPackage:
    return actions.add(US, account, {"title": title, "starts_on": starts_on, "duration": duration} | values, now=NOW)


def by(user: User) -> events.Actor:
    return events.Actor(user, "test")


def days_of(*rows: WorkPackage) -> list[str]:
    return [WorkPackage.objects.get(pk=row.pk).starts_on.isoformat() for row in rows]


def chain(account: Account) -> tuple[WorkPackage, WorkPackage, WorkPackage]:
    """Meters, then crews, then a milestone."""
    first, second = work(account), work(account, "Crews", date(2026, 11, 30))
    third = work(account, "Go live", date(2026, 12, 4), 0)
    actions.link(US, before=first, after=second, now=NOW)
    actions.link(US, before=second, after=third, now=NOW)
    return first, second, third


def test_work_ends_by_its_working_days_and_a_milestone_on_its_day(world: World) -> None:
    assert work(world.energy).ends_on == date(2026, 11, 27)
    assert work(world.energy, duration=6).ends_on == date(2026, 11, 30)
    milestone = work(world.energy, duration=0)
    assert milestone.is_milestone and milestone.ends_on == milestone.starts_on


def test_what_is_moved_takes_along_what_waits_and_one_undo_brings_all_back(world: World) -> None:
    first, second, third = chain(world.energy)
    moved = actions.move(US, first, starts_on=date(2026, 11, 25), now=NOW)
    assert days_of(first, second, third) == ["2026-11-25", "2026-12-02", "2026-12-08"]
    assert moved is not None and sorted(moved.rows) == sorted(str(row.pk) for row in (first, second, third))
    actions.undo_move(US, moved, now=NOW)
    assert days_of(first, second, third) == ["2026-11-23", "2026-11-30", "2026-12-04"]
    with pytest.raises(errors.WrongState):
        actions.undo_move(US, moved, now=NOW)


def test_an_undo_never_overwrites_what_was_changed_since(world: World) -> None:
    first, second, third = chain(world.energy)
    moved = actions.move(US, first, starts_on=date(2026, 11, 25), now=NOW)
    actions.move(US, WorkPackage.objects.get(pk=third.pk), starts_on=date(2027, 1, 8), now=NOW)
    with pytest.raises(errors.WrongState, match="changed again"):
        actions.undo_move(US, moved, now=NOW)
    assert days_of(first, second, third) == ["2026-11-25", "2026-12-02", "2027-01-08"]


def test_work_cannot_begin_before_what_it_waits_for(world: World) -> None:
    _first, second, _third = chain(world.energy)
    second = WorkPackage.objects.get(pk=second.pk)
    with pytest.raises(errors.BadInput, match="depends on “Meters”"):
        actions.move(US, second, starts_on=date(2026, 11, 25), now=NOW)
    assert days_of(second) == ["2026-11-30"]


def test_a_new_dependency_moves_what_would_begin_too_early(world: World) -> None:
    first, second = work(world.energy), work(world.energy, "Crews", LATER)
    actions.link(US, before=first, after=second, lag=2, now=NOW)
    assert days_of(second) == ["2026-12-02"]


def test_a_circle_is_refused_by_the_names_in_it(world: World) -> None:
    first, second, third = chain(world.energy)
    with pytest.raises(errors.BadInput) as refused:
        actions.link(US, before=third, after=first, now=NOW)
    assert all(row.title in refused.value.sentence for row in (first, second, third))
    assert Dependency.objects.count() == 2
    with pytest.raises(errors.BadInput, match="circle"):
        actions.link(US, before=first, after=first, now=NOW)


def test_a_circle_that_an_undo_would_close_is_refused(world: World) -> None:
    first, second, third = chain(world.energy)
    link = Dependency.objects.get(before=first)
    actions.unlink(US, link, now=NOW)
    actions.link(US, before=third, after=first, now=NOW)
    with pytest.raises(errors.WrongState, match="circle"):
        actions.restore_link(US, Dependency.objects.get(pk=link.pk), now=NOW)
    Dependency.objects.filter(before=third).update(removed_at=NOW)
    actions.restore_link(US, Dependency.objects.get(pk=link.pk), now=NOW)
    Dependency.objects.filter(before=third).update(removed_at=None)  # as rows of an older file could be
    assert queries.plan_of(world.energy).circle and queries.plan_of(world.energy).rows[0].timing is None
    actions.remove(US, second, now=NOW)
    with pytest.raises(errors.WrongState, match="circle"):
        actions.restore(US, WorkPackage.objects.get(pk=second.pk), now=NOW)


@pytest.mark.parametrize(
    ("values", "field"),
    (
        ({"done_on": date(2026, 11, 20)}, "done_on"),  # before it begins
        ({"starts_on": MONDAY, "done_on": date(2199, 1, 1)}, "done_on"),  # in the future
        ({"starts_on": date(2199, 12, 30), "duration": 5}, "duration"),
    ),
)
def test_days_that_cannot_be_are_refused(world: World, values: dict[str, Any], field: str) -> None:
    with pytest.raises(errors.BadInput) as refused:
        work(world.energy, **values)
    assert refused.value.field == field and not WorkPackage.objects.exists()


def test_who_cannot_do_it_is_refused(world: World) -> None:
    sam, stranger = world.user(Role.SAM), world.stranger
    for values in (
        {"owner": stranger},
        {"owner": sam, "customer_owner": world.signe},
        {"customer_owner": account_actions.add_contact(US, account=world.orsa, name="Per", now=NOW)},
        {"initiative": value.start(US, account=world.orsa, title="Theirs", now=NOW)},
    ):
        with pytest.raises(errors.BadInput):
            work(world.energy, **values)
    account_actions.edit_contact(US, contact=world.signe, departed_on=TODAY, now=NOW)
    with pytest.raises(errors.BadInput, match="has left"):
        work(world.energy, customer_owner=world.signe)


def test_work_of_another_account_cannot_be_waited_for(world: World) -> None:
    with pytest.raises(errors.BadInput, match="another account"):
        actions.link(US, before=work(world.orsa), after=work(world.energy), now=NOW)


def test_a_thousand_dependencies_are_the_most(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST_LINKS", 2)
    chain(world.energy)
    with pytest.raises(errors.BadInput, match="at most 2"):
        actions.link(US, before=work(world.energy, "X"), after=work(world.energy, "Y"), now=NOW)


def test_done_is_said_with_its_day_and_can_be_taken_back(world: World) -> None:
    row = work(world.energy, starts_on=MONDAY)
    actions.finish(US, row, now=NOW)
    assert (row.done_on, row.progress) == (TODAY, 100)
    with pytest.raises(errors.WrongState):
        actions.move(US, row, starts_on=LATER, now=NOW)
    actions.reopen(US, row, now=NOW)
    assert (row.done_on, row.progress) == (None, 0)


def test_the_plan_is_kept_and_approved_by_who_leads_the_account(world: World) -> None:
    with pytest.raises(errors.WrongState):
        actions.keep_baseline(US, world.energy, now=NOW)
    row = work(world.energy)
    kept = actions.keep_baseline(by(world.user(Role.TEAM_MEMBER)), world.energy, note="Kick-off", now=NOW)
    assert queries.approved_baseline(world.energy) is None
    with pytest.raises(errors.NotAllowed):
        actions.approve_baseline(by(world.user(Role.TEAM_MEMBER)), kept, now=NOW)
    actions.approve_baseline(by(world.user(Role.SAM)), kept, now=NOW)
    with pytest.raises(errors.WrongState):
        actions.approve_baseline(by(world.user(Role.SAM)), kept, now=NOW)
    actions.move(US, row, starts_on=date(2026, 11, 30), now=NOW)
    (told,) = queries.plan_of(world.energy).rows
    assert told.agreed_end == date(2026, 11, 27) and told.after_agreed == 5


def test_whoever_may_not_edit_changes_nothing(world: World) -> None:
    row = work(world.energy)
    stranger = by(world.stranger)
    before = Event.objects.count()
    for call in (
        lambda: actions.add(stranger, world.energy, {"title": "X", "starts_on": LATER, "duration": 1}, now=NOW),
        lambda: actions.edit(stranger, row, {"title": "X"}, now=NOW),
        lambda: actions.move(stranger, row, starts_on=MONDAY, now=NOW),
        lambda: actions.keep_baseline(stranger, world.energy, now=NOW),
        lambda: actions.remove(stranger, row, now=NOW),
    ):
        with pytest.raises(errors.NotFound):
            call()
    assert Event.objects.count() == before and days_of(row) == [LATER.isoformat()]


def test_work_that_is_behind_is_told_before_its_day(world: World) -> None:
    first = work(world.energy, starts_on=MONDAY, duration=10, progress=20)
    second = work(world.energy, "Crews", date(2026, 11, 30))
    actions.link(US, before=first, after=second, now=NOW)
    plan = queries.plan_of(world.energy, TODAY)
    assert [row.package.title for row in plan.slipping] == ["Meters", "Crews"]
    assert plan.slipping[0].why == "at the pace so far" and "Meters" in plan.slipping[1].why
    assert plan.likely_end is not None and plan.end is not None and plan.likely_end > plan.end


def test_how_late_an_owner_was_counts_from_five_on(world: World) -> None:
    sam = world.user(Role.SAM)
    for n in range(5):
        begins = date(2026, 9, 7) + timedelta(days=7 * n)
        work(world.energy, f"Past {n}", begins, 5, owner=sam, done_on=begins + timedelta(days=9))
    ahead = work(world.energy, "Next", date(2026, 12, 7), 5, owner=sam)
    told = next(row for row in queries.plan_of(world.energy, TODAY).rows if row.package.pk == ahead.pk)
    assert told.forecast_end == date(2026, 12, 16)  # three working days, as the five before
    WorkPackage.objects.filter(title="Past 0").delete()
    told = next(row for row in queries.plan_of(world.energy, TODAY).rows if row.package.pk == ahead.pk)
    assert told.forecast_end is None


def test_nothing_is_moved_out_of_the_days_there_are(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, third = chain(world.energy)
    far = work(world.energy, "Warranty", date(2193, 1, 1), 1_000)
    actions.link(US, before=third, after=far, now=NOW)
    before = days_of(first, second, third, far)
    with pytest.raises(errors.BadInput, match="“Warranty” would end after"):
        actions.move(US, first, starts_on=date(2199, 11, 1), now=NOW)
    with pytest.raises(errors.BadInput, match="would begin before"):
        actions.move(US, work(world.energy, "Old", date(1900, 1, 5)), starts_on=date(1899, 12, 29), now=NOW)
    assert days_of(first, second, third, far) == before
    actions.remove(US, far, now=NOW)
    monkeypatch.setattr(rules, "MOST_PACKAGES", 4)
    with pytest.raises(errors.WrongState, match="at most 4 work packages"):
        actions.restore(US, far, now=NOW)
