"""The customer's business: how long it is fresh, what is noted of it, and what a signal changes."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covalue.accounts import actions as accounts
from covalue.action_items.models import Action
from covalue.core import errors
from covalue.core.events import Actor
from covalue.core.models import Event
from covalue.objectives import actions as objectives
from covalue.objectives.models import Side
from covalue.people.rules import Role
from covalue.profiles import actions, my_day, queries
from covalue.profiles.models import Activity, Finding, Signal
from covalue.profiles.queries import CHAIN, FINDINGS, SIGNALS
from covalue.profiles.rules import PROCUREMENT, SHELF_LIFE, Effect, SignalKind, Topic, age, gap
from covalue.web.my_day import Day
from tests.world import NOW, TODAY, US, World

db = pytest.mark.django_db
KNOWN = {"topic": Topic.TRENDS, "words": "Waste is reported by store", "source": "Bill", "found_on": TODAY}
HAPPENED = {"kind": SignalKind.MERGER, "words": "They buy Orsa", "source": "Press", "happened_on": TODAY}


@given(topic=st.sampled_from(list(Topic)), known_on=st.dates(), today=st.dates())
def test_a_finding_is_stale_the_day_after_its_shelf_life_and_never_before(
    topic: Topic, known_on: date, today: date
) -> None:
    life = SHELF_LIFE[topic]
    found = age(topic, known_on, today)
    assert found.days >= 0
    assert found.limit == life
    assert found.stale == ((today - known_on).days > life)


def test_how_procurement_sees_us_is_five_topics() -> None:
    assert [topic.value.removeprefix("procurement_") for topic in PROCUREMENT] == [
        "class", "suppliers", "rank", "rules", "calendar",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("effect", "reason", "about", "missing"),
    [
        (Effect.NOTHING, " ", "", "reason"),
        (Effect.NOTHING, "why", "", ""),
        (Effect.CHANGES, "why", "", "concerns"),
        (Effect.CHANGES, "", "objective:1", ""),
    ],
)
def test_what_an_answer_lacks(effect: Effect, reason: str, about: str, missing: str) -> None:
    assert gap(effect, reason, about) == missing


@db
def test_what_a_finding_said_before_stays_in_its_history(world: World) -> None:
    finding = FINDINGS.add(US, world.energy, KNOWN, now=NOW)
    FINDINGS.edit(US, finding, {"words": "Waste is taxed", "contact": world.signe}, now=NOW + timedelta(days=1))
    FINDINGS.edit(US, finding, {"doubtful": True}, now=NOW + timedelta(days=2))
    versions = [(row.number, row.words, row.contact) for row in queries.versions_of(finding)]
    assert versions == [(2, "Waste is taxed", world.signe), (1, "Waste is reported by store", None)]
    assert Finding.objects.get().revision == 2


@db
@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"found_on": TODAY + timedelta(days=9000)}, "found_on"),
        ({"number": 4}, "number"),
        ({"topic": Topic.PROCUREMENT_RANK}, "number"),
    ],
)
def test_what_does_not_go_together_is_refused(world: World, values: dict[str, object], field: str) -> None:
    with pytest.raises(errors.BadInput) as refused:
        FINDINGS.add(US, world.energy, {**KNOWN, **values}, now=NOW)
    assert refused.value.field == field
    assert not Finding.objects.exists()


@db
def test_a_contact_of_another_customer_said_nothing_here(world: World) -> None:
    with pytest.raises(errors.BadInput):
        FINDINGS.add(US, world.orsa, {**KNOWN, "contact": world.signe}, now=NOW)
    with pytest.raises(errors.BadInput):
        SIGNALS.add(US, world.orsa, {**HAPPENED, "contact": world.signe}, now=NOW)
    assert not Event.objects.filter(verb__in=("added finding", "added signal")).exists()


@db
def test_what_is_still_true_is_as_young_as_the_day_it_was_checked(world: World) -> None:
    old = TODAY - timedelta(days=300)
    finding = FINDINGS.add(US, world.energy, {**KNOWN, "found_on": old}, now=NOW)
    rows = Finding.objects.all()
    assert list(queries.stale_among(rows, TODAY)) == [finding]
    actions.check(Actor(world.user(Role.SAM), "test"), finding=finding, now=NOW)
    actions.check(Actor(world.user(Role.SAM), "test"), finding=finding, now=NOW)
    finding.refresh_from_db()
    assert (finding.known_on, finding.checked_by) == (TODAY, world.user(Role.SAM))
    assert not queries.stale_among(rows, TODAY).exists()
    assert Event.objects.filter(verb="checked finding").count() == 1


@db
@pytest.mark.parametrize("days", [180, 181])
def test_the_query_and_the_rule_agree_on_the_last_day(world: World, days: int) -> None:
    FINDINGS.add(US, world.energy, {**KNOWN, "found_on": TODAY - timedelta(days=days)}, now=NOW)
    stale = queries.stale_among(Finding.objects.all(), TODAY).exists()
    assert stale == age(Topic.TRENDS, TODAY - timedelta(days=days), TODAY).stale == (days > 180)


@db
def test_activities_stand_in_the_order_they_are_moved_to(world: World) -> None:
    for name in ("Buy", "Make", "Sell"):
        CHAIN.add(US, world.energy, {"name": name}, now=NOW)
    actions.move(US, activity=Activity.objects.get(name="Sell"), earlier=True, now=NOW)
    actions.move(US, activity=Activity.objects.get(name="Buy"), earlier=True, now=NOW)
    assert [row.name for row in CHAIN.of(world.energy)] == ["Buy", "Sell", "Make"]
    assert Event.objects.filter(verb="moved activity").count() == 1


@db
def test_a_signal_waits_for_the_lead_until_somebody_says_what_it_changes(world: World) -> None:
    goal = objectives.add(US, account=world.energy, side=Side.THEIRS, statement="Grow", now=NOW)
    signal, lead = SIGNALS.add(US, world.energy, HAPPENED, now=NOW), world.user(Role.SAM)
    (item,) = my_day.unanswered(Day(lead, TODAY))
    assert (item.key, item.title, item.account_id) == (f"signal:{signal.pk}", "They buy Orsa", world.energy.pk)
    assert not list(my_day.unanswered(Day(world.stranger, TODAY)))
    actions.answer(
        Actor(lead, "test"), signal=signal, effect=Effect.CHANGES, about=f"objective:{goal.pk}",
        action="Call Signe", now=NOW,
    )  # fmt: skip
    assert not list(my_day.unanswered(Day(lead, TODAY)))
    action = Action.objects.get()
    assert (action.owner, action.arose_from, signal.action) == (lead, f"signal:{signal.pk}", action)
    (view,) = queries.changing(world.energy)
    assert view.concern is not None
    assert view.concern.title == "Grow"
    actions.reopen(US, signal=signal, now=NOW)
    assert list(my_day.unanswered(Day(lead, TODAY)))
    assert Action.objects.exists()


@db
def test_an_answer_without_its_reason_or_its_concern_changes_nothing(world: World) -> None:
    signal = SIGNALS.add(US, world.energy, HAPPENED, now=NOW)
    other = objectives.add(US, account=world.orsa, side=Side.THEIRS, statement="Shrink", now=NOW)
    for effect, about in (
        (Effect.NOTHING, ""),
        (Effect.CHANGES, ""),
        (Effect.CHANGES, f"objective:{other.pk}"),
        (Effect.CHANGES, "secret:1"),
    ):
        with pytest.raises(errors.BadInput):
            actions.answer(US, signal=signal, effect=effect, about=about, action="Call", now=NOW)
    assert Signal.objects.get().open
    assert not Action.objects.exists()
    assert not Event.objects.filter(verb="answered signal").exists()


@db
def test_who_may_not_open_the_account_finds_nothing(world: World) -> None:
    finding, signal = FINDINGS.add(US, world.energy, KNOWN, now=NOW), SIGNALS.add(US, world.energy, HAPPENED, now=NOW)
    stranger = Actor(world.stranger, "test")
    for refused in (
        lambda: actions.check(stranger, finding=finding, now=NOW),
        lambda: actions.answer(stranger, signal=signal, effect=Effect.NOTHING, reason="x", now=NOW),
        lambda: actions.reopen(stranger, signal=signal, now=NOW),
    ):
        with pytest.raises(errors.NotFound):
            refused()


@db
@pytest.mark.parametrize("keep_words", [True, False])
def test_what_an_erased_contact_told_us_stays_without_them_where_their_words_may_not(
    world: World, keep_words: bool
) -> None:
    FINDINGS.add(US, world.energy, {**KNOWN, "words": "Signe Dahl runs it", "contact": world.signe}, now=NOW)
    SIGNALS.add(US, world.energy, {**HAPPENED, "kind": SignalKind.SAMENESS, "contact": world.signe}, now=NOW)
    accounts.erase_contact(US, contact=world.signe, keep_words=keep_words, now=NOW)
    finding = Finding.objects.get()
    assert "Signe Dahl" not in finding.words
    assert "Signe Dahl" not in finding.versions.get().words
    assert (finding.contact_id is not None) == keep_words
    assert Signal.objects.exists() == keep_words
