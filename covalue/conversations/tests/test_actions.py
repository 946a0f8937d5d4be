"""Logging conversations: what is kept, what is refused."""

from datetime import date, timedelta

import pytest

from covalue.conversations import actions, queries
from covalue.conversations.actions import Said
from covalue.conversations.models import Channel, Conversation, Statement
from covalue.core import errors
from covalue.core.events import Actor
from covalue.core.models import Event
from covalue.people.rules import Role
from tests.world import NOW, TODAY, US, World


def _log(world: World, **values: object) -> Conversation:
    given = {
        "account": world.energy,
        "channel": Channel.CALL,
        "held_on": TODAY,
        "subject": "Outages",
        "now": NOW,
    }
    return actions.log(US, **(given | values))  # type: ignore[arg-type]


def test_whoever_said_something_took_part_and_one_event_tells(world: World) -> None:
    before = Event.objects.count()
    talk = _log(world, contacts=[world.jon], said=[Said(world.signe, " Outages <b>hurt</b> ", "her first year")])
    assert set(talk.contacts.all()) == {world.jon, world.signe}
    assert talk.statements.get().words == "Outages <b>hurt</b>"
    assert Event.objects.count() == before + 1


def test_what_moves_a_person_is_never_written_to_the_trail(world: World) -> None:
    _log(world, said=[Said(world.signe, "Outages hurt", "her first year")])
    assert "her first year" not in str(list(Event.objects.values()))


@pytest.mark.parametrize(
    ("field", "values"),
    [("subject", {"subject": "  "}), ("held_on", {"held_on": TODAY + timedelta(days=1)})],
)
def test_bad_input_names_its_field_and_leaves_nothing(world: World, field: str, values: dict[str, object]) -> None:
    before = Event.objects.count()
    with pytest.raises(errors.BadInput) as refused:
        _log(world, **values)
    assert refused.value.field == field
    assert (Conversation.objects.count(), Event.objects.count()) == (0, before)


def test_a_contact_of_another_account_is_refused(world: World) -> None:
    for values in ({"contacts": [world.signe]}, {"said": [Said(world.signe, "Yes")]}):
        with pytest.raises(errors.BadInput):
            _log(world, account=world.orsa, **values)
    assert not Conversation.objects.exists()
    assert not Statement.objects.exists()


def test_a_stranger_neither_logs_nor_changes(world: World) -> None:
    talk, stranger = _log(world), Actor(world.stranger, "test")
    before = Event.objects.count()
    with pytest.raises(errors.NotFound):
        actions.log(stranger, account=world.energy, channel=Channel.CALL, held_on=TODAY, subject="x", now=NOW)
    with pytest.raises(errors.NotFound):
        actions.remove(stranger, talk, now=NOW)
    with pytest.raises(errors.NotFound):
        actions.restore(stranger, talk, now=NOW)
    talk.refresh_from_db()
    assert talk.removed_at is None
    assert Event.objects.count() == before


def test_removed_is_out_of_sight_and_restored_comes_back_with_its_words(world: World) -> None:
    talk = _log(world, said=[Said(world.signe, "Outages hurt")])
    actions.remove(US, talk, now=NOW)
    assert not queries.of_account(world.energy).exists()
    assert not queries.statements_of([world.energy]).exists()
    actions.restore(US, talk, now=NOW)
    assert queries.statements_of([world.energy]).get().words == "Outages hurt"


def test_search_wants_every_word_somewhere(world: World) -> None:
    talk = _log(world, notes="مرحبا 🌍", said=[Said(world.signe, "Invoices take two days")], held_on=date(2026, 1, 5))
    _log(world, subject="Prices")
    rows = queries.of_account(world.energy)
    assert list(queries.search(rows, "signe invoices")) == [talk]
    assert list(queries.search(rows, "مرحبا")) == [talk]
    assert not queries.search(rows, "signe prices").exists()


def test_visible_only_on_ones_own_accounts(world: World) -> None:
    talk = _log(world)
    assert list(queries.visible_to(world.user(Role.TEAM_MEMBER))) == [talk]
    for user in (world.stranger, world.user(Role.CUSTOMER_GUEST), world.user(Role.ANALYST)):
        assert not queries.visible_to(user).exists()


def test_words_are_corrected_and_the_former_ones_kept_but_not_the_motive(world: World) -> None:
    talk = _log(world, said=[Said(world.signe, "Outages hurt", "her first year")])
    statement = talk.statements.get()
    actions.correct(US, statement=statement, words=" Outages kill us ", why_it_matters="a secret reason", now=NOW)
    statement.refresh_from_db()
    assert (statement.words, statement.why_it_matters) == ("Outages kill us", "a secret reason")
    [event] = Event.objects.filter(verb="corrected what was said")
    assert event.changes == {"words": ["Outages hurt", "Outages kill us"]}
    assert "secret" not in str(list(Event.objects.values()))
    before = Event.objects.count()
    actions.correct(US, statement=statement, words="Outages kill us", now=NOW)
    with pytest.raises(errors.BadInput):
        actions.correct(US, statement=statement, words="  ", now=NOW)
    with pytest.raises(errors.NotFound):
        actions.correct(Actor(world.stranger, "test"), statement=statement, words="Lies", now=NOW)
    assert Event.objects.count() == before


def test_what_was_forgotten_is_added_and_its_speaker_took_part(world: World) -> None:
    talk = _log(world)
    actions.quote(US, conversation=talk, said=Said(world.jon, "It works"), now=NOW)
    assert [contact.name for contact in talk.contacts.all()] == ["Jon Ek"]
    with pytest.raises(errors.BadInput):
        actions.quote(US, conversation=talk, said=Said(world.jon, " "), now=NOW)


def test_a_removed_conversation_is_not_changed(world: World) -> None:
    talk = _log(world, said=[Said(world.signe, "Outages hurt")])
    actions.remove(US, talk, now=NOW)
    with pytest.raises(errors.WrongState):
        actions.correct(US, statement=talk.statements.get(), words="Other", now=NOW)
    with pytest.raises(errors.WrongState):
        actions.quote(US, conversation=talk, said=Said(world.jon, "It works"), now=NOW)


@pytest.mark.parametrize(("zone", "days"), [("Pacific/Auckland", 1), ("UTC", 0), ("America/Los_Angeles", 0)])
def test_today_is_the_day_it_is_with_the_customer(world: World, zone: str, days: int) -> None:
    """In Auckland it is tomorrow already when it is noon in London."""
    world.energy.time_zone = zone
    noon = NOW.replace(hour=12)
    assert _log(world, held_on=TODAY + timedelta(days=days), now=noon).pk
    with pytest.raises(errors.BadInput):
        _log(world, held_on=TODAY + timedelta(days=days + 1), now=noon)
