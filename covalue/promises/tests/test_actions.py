"""What can be done with promises and quick lines, and what is refused."""

from datetime import date, timedelta

import pytest

from covalue.accounts import actions as accounts
from covalue.accounts.models import Contact
from covalue.action_items import actions as action_items
from covalue.action_items.models import Action
from covalue.conversations import queries as conversations
from covalue.conversations import rhythm
from covalue.conversations.models import Conversation
from covalue.core import errors, events
from covalue.core.events import Actor
from covalue.core.models import Event
from covalue.people.rules import Role
from covalue.promises import actions, lines, my_day, queries
from covalue.promises.models import Promise
from covalue.promises.rules import Outcome, Place, PromiseSaid, PromiseSide, PromiseState
from covalue.web.my_day import Day
from tests.world import NOW, TODAY, US, World


def _actor(world: World, role: Role = Role.SAM) -> Actor:
    return Actor(user=world.user(role), origin="test")


def _ours(world: World, **values: object) -> Promise:
    values = {"what": "Send the offer", "colleague": world.user(Role.SAM), "contact": world.signe} | values
    return actions.add(US, account=world.energy, side=PromiseSide.OURS, now=NOW, **values)  # type: ignore[arg-type]


def _theirs(world: World, **values: object) -> Promise:
    values = {"what": "Send the data", "colleague": world.user(Role.SAM), "contact": world.signe} | values
    return actions.add(US, account=world.energy, side=PromiseSide.THEIRS, now=NOW, **values)  # type: ignore[arg-type]


def test_a_day_in_words_is_kept_with_the_day_read(world: World) -> None:
    promise = _ours(world, due="end of March")
    assert (promise.due_on, promise.promised_for, promise.due_words) == (
        date(2027, 3, 31),
        date(2027, 3, 31),
        "end of March",
    )
    assert (promise.by, promise.to, promise.state_on(TODAY)) == (world.user(Role.SAM), world.signe, PromiseState.OPEN)
    assert Event.objects.filter(verb="noted a promise", stream=events.key(world.energy)).count() == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"what": " "}, "what"),
        ({"due": "soonish"}, "due"),
        ({"due": "3/4"}, "due"),
        ({"made_on": TODAY + timedelta(days=1)}, "made_on"),
    ],
)
def test_what_cannot_be_noted_is_refused(world: World, values: dict[str, object], field: str) -> None:
    with pytest.raises(errors.BadInput) as refused:
        _ours(world, **values)
    assert refused.value.field == field and not Promise.objects.exists()
    assert not Event.objects.filter(verb="noted a promise").exists()


def test_a_day_that_can_be_two_offers_both(world: World) -> None:
    with pytest.raises(errors.BadInput) as refused:
        _ours(world, due="3/4/2027")
    assert [send for _text, send in refused.value.choices] == ["2027-04-03", "2027-03-04"]


def test_who_has_part_in_it_belongs_to_the_account(world: World) -> None:
    stranger = accounts.add_contact(US, account=world.orsa, name="Otto", now=NOW)
    with pytest.raises(errors.BadInput):
        _ours(world, contact=stranger)
    with pytest.raises(errors.BadInput):
        _ours(world, colleague=world.stranger)
    with pytest.raises(errors.NotFound):
        actions.add(Actor(world.stranger, "test"), account=world.energy, side=PromiseSide.OURS, what="X", now=NOW)
    assert not Promise.objects.exists()


def test_a_later_day_counts_once_the_other_side_agreed(world: World) -> None:
    promise = _ours(world, due_on=TODAY)
    actions.edit(US, promise=promise, due="2026-11-25", now=NOW)
    assert (promise.due_on, promise.promised_for) == (date(2026, 11, 25), TODAY)
    actions.edit(US, promise=promise, agreed=True, now=NOW)
    assert promise.promised_for == date(2026, 11, 25)
    actions.end(US, promise=promise, outcome=Outcome.KEPT, now=NOW + timedelta(days=3))
    assert promise.state_on(date(2026, 12, 31)) is PromiseState.ON_TIME


def test_kept_late_reopened_and_not_before_it_was_made(world: World) -> None:
    promise = _ours(world, due_on=TODAY)
    with pytest.raises(errors.BadInput):
        actions.end(US, promise=promise, outcome=Outcome.KEPT, ended_on=TODAY - timedelta(days=1), now=NOW)
    with pytest.raises(errors.BadInput):
        actions.end(US, promise=promise, outcome=Outcome.KEPT, ended_on=TODAY + timedelta(days=9), now=NOW)
    actions.end(US, promise=promise, outcome=Outcome.KEPT, now=NOW + timedelta(days=2))
    assert promise.state_on(TODAY) is PromiseState.LATE
    actions.reopen(US, promise=promise, now=NOW)
    assert promise.is_open and promise.ended_on is None


def test_my_day_shows_the_action_of_a_promise_and_not_both(world: World) -> None:
    sam = world.user(Role.SAM)
    promise = _ours(world, due_on=TODAY)
    assert [item.key for item in my_day.ours(Day(sam, TODAY))] == [f"promise:{promise.pk}"]
    actions.plan(_actor(world), promise=promise, now=NOW)
    assert not list(my_day.ours(Day(sam, TODAY)))
    with pytest.raises(errors.WrongState):
        actions.plan(_actor(world), promise=promise, now=NOW)
    actions.end(_actor(world), promise=promise, outcome=Outcome.KEPT, now=NOW)
    assert Action.objects.get().done_at is not None


def test_an_action_done_brings_the_promise_back_until_somebody_says_that_it_was_kept(world: World) -> None:
    sam = world.user(Role.SAM)
    promise = _ours(world)
    actions.plan(_actor(world), promise=promise, now=NOW)
    action_items.complete(_actor(world), action=Action.objects.get(), now=NOW)
    assert [item.key for item in my_day.ours(Day(sam, TODAY))] == [f"promise:{promise.pk}"]


def test_theirs_wait_for_whoever_they_promised_it_to_once_it_is_due(world: World) -> None:
    _theirs(world, due_on=TODAY + timedelta(days=1))
    sam = world.user(Role.SAM)
    assert not list(my_day.theirs(Day(sam, TODAY)))
    (item,) = my_day.theirs(Day(sam, TODAY + timedelta(days=3)))
    assert "Signe Dahl" in item.why
    assert not list(my_day.theirs(Day(world.stranger, TODAY + timedelta(days=3))))


@pytest.mark.parametrize("said", list(PromiseSaid))
def test_the_customer_answers_and_we_take_it_over(world: World, said: PromiseSaid) -> None:
    promise = _theirs(world, due_on=TODAY)
    guest = Actor(user=None, origin="test", called="Signe Dahl")
    answer = actions.answer(guest, promise=promise, contact=world.signe, said=said, due="2026-12-01", now=NOW)
    promise.refresh_from_db()
    assert promise.is_open and promise.due_on == TODAY  # nothing changes by itself
    (item,) = my_day.answers(Day(world.user(Role.SAM), TODAY))
    assert "Signe Dahl" in item.why
    actions.decide(_actor(world), answer=answer, accept=True, now=NOW)
    promise.refresh_from_db()
    if said is PromiseSaid.KEPT:
        assert promise.outcome == Outcome.KEPT
    elif said is PromiseSaid.OTHER_DAY:
        assert promise.due_on == promise.promised_for == date(2026, 12, 1)
    else:
        assert promise.by_contact is None
    with pytest.raises(errors.WrongState):
        actions.decide(_actor(world), answer=answer, accept=True, now=NOW)


def test_only_whoever_promised_answers_and_only_while_it_is_open(world: World) -> None:
    promise = _theirs(world)
    guest = Actor(user=None, origin="test", called="Jon Ek")
    with pytest.raises(errors.NotAllowed):
        actions.answer(guest, promise=promise, contact=world.jon, said=PromiseSaid.KEPT, now=NOW)
    with pytest.raises(errors.BadInput):
        actions.answer(guest, promise=promise, contact=world.signe, said=PromiseSaid.OTHER_DAY, now=NOW)
    actions.end(US, promise=promise, outcome=Outcome.BROKEN, now=NOW)
    with pytest.raises(errors.WrongState):
        actions.answer(guest, promise=promise, contact=world.signe, said=PromiseSaid.KEPT, now=NOW)
    assert not promise.answers.exists()


def test_a_quick_line_is_logged_whole_and_undone_whole(world: World) -> None:
    text = "met Signe Dahl and Per Wiik about outages !follow up Fri !send the offer @Karl Mon. Signe promised the data Q1 2027"
    choices = ["Per Wiik=new", "Fri=2026-11-27"]
    logged = lines.log(
        _actor(world), account=world.energy, text=text, choices=choices, now=NOW, ours=[world.user(Role.SAM)]
    )
    talk = logged.conversation
    assert (talk.subject, talk.channel, talk.held_on) == ("outages", "meeting", TODAY)
    assert {row.name for row in talk.contacts.all()} == {"Signe Dahl", "Per Wiik"}
    assert list(talk.people.all()) == [world.user(Role.SAM)]
    ours, theirs = Promise.objects.order_by("side")
    assert (ours.what, ours.by_user, ours.due_on) == (
        "send the offer",
        world.user(Role.TEAM_MEMBER),
        date(2026, 11, 23),
    )
    assert (theirs.what, theirs.by_contact, theirs.due_on) == ("the data", world.signe, date(2027, 3, 31))
    assert {row.place for row in (ours, theirs)} == {Place.CONVERSATION}
    step = Action.objects.get()
    assert (step.due_on, step.owner) == (date(2026, 11, 27), world.user(Role.SAM))
    undone = lines.undo(_actor(world), conversation=talk, now=NOW)
    assert (undone.promises, undone.follow_ups) == (2, 1)
    assert not conversations.of_account(world.energy).exists() and not queries.of_account(world.energy).exists()
    assert Contact.objects.filter(name="Per Wiik").exists()  # who was met stays known


@pytest.mark.parametrize(
    "text",
    [
        "hello",
        "met Per Wiik",
        "met Signe Dahl !send it Fri",  # said on a Friday
        "met Signe Dahl !Otto Unknown: send it",
        "met Signe Dahl on 1 December 2027 about prices",
    ],
)
def test_an_unclear_line_saves_nothing(world: World, text: str) -> None:
    before = Event.objects.count()
    with pytest.raises(errors.BadInput):
        lines.log(_actor(world), account=world.energy, text=text, now=NOW)
    assert not Conversation.objects.exists() and not Promise.objects.exists() and Event.objects.count() == before


def test_a_stranger_logs_nothing(world: World) -> None:
    with pytest.raises(errors.NotFound):
        lines.log(Actor(world.stranger, "test"), account=world.energy, text="met Signe Dahl", now=NOW)


def test_quiet_is_measured_by_what_the_contact_asked_for(world: World) -> None:
    lines.log(_actor(world), account=world.energy, text="met Signe Dahl and Jon Ek about prices", now=NOW)
    later = TODAY + timedelta(days=30)

    def standing() -> dict[str, str]:
        asked = rhythm.of_contacts([world.signe.pk, world.jon.pk])
        quiet = {who: conversations.is_quiet(TODAY, later, asked.get(who.pk)) for who in (world.signe, world.jon)}
        return {who.name: "quiet" if is_quiet else "near" for who, is_quiet in quiet.items()}

    assert standing() == {"Signe Dahl": "near", "Jon Ek": "near"}
    actions.set_rhythm(_actor(world), contact=world.signe, every_days=14, avoid=["4"], now=NOW)
    assert standing() == {"Signe Dahl": "quiet", "Jon Ek": "near"}
    assert conversations.talks_with(world.energy, later).quiet
    (item,) = my_day.quiet_contacts(Day(world.user(Role.SAM), later))
    assert "Signe Dahl" in item.title and item.due and item.due.weekday() != 4
    actions.set_rhythm(_actor(world), contact=world.signe, every_days=183, now=NOW + timedelta(days=1))
    assert standing()["Signe Dahl"] == "near" and not list(my_day.quiet_contacts(Day(world.user(Role.SAM), later)))


def test_a_yearly_wish_of_one_leaves_the_account_to_our_rule(world: World) -> None:
    lines.log(_actor(world), account=world.energy, text="met Signe Dahl about prices", now=NOW)
    actions.set_rhythm(_actor(world), contact=world.signe, every_days=365, now=NOW)
    assert conversations.talks_with(world.energy, TODAY + timedelta(days=61)).quiet


def test_who_has_left_asks_for_nothing(world: World) -> None:
    actions.set_rhythm(_actor(world), contact=world.signe, every_days=7, now=NOW)
    accounts.edit_contact(US, contact=world.signe, departed_on=TODAY, now=NOW)
    assert not queries.quiet_after_on([world.energy.pk])
    with pytest.raises(errors.WrongState):
        actions.set_rhythm(_actor(world), contact=world.signe, every_days=14, now=NOW)
