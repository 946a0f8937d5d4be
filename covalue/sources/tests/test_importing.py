"""Calendars of two people: one meeting each, private until shared, nothing sent, and nothing new the tenth time."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django_tasks_db.models import DBTaskResult
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from covalue.accounts import actions as accounts
from covalue.accounts.models import TeamRole
from covalue.conversations import actions as conversations
from covalue.conversations.actions import Said
from covalue.conversations.models import Conversation
from covalue.core import errors
from covalue.core.events import Actor
from covalue.core.models import Event
from covalue.people.models import User
from covalue.people.rules import Role
from covalue.sources import actions, receiving
from covalue.sources.models import Item, Reading, SharedItem, Source
from covalue.sources.reading import calendars
from covalue.sources.rules import Sharing, SharingChoice
from covalue.sources.tests.files import INES, JON, KARL, SIGNE, calendar, event, people
from covalue.sources.tests.rfc5546 import STORIES
from tests.world import NOW, US, World

REVIEW = event(
    "DTSTART:20260112T090000Z", "DTEND:20260112T100000Z", "SUMMARY:Review", "DESCRIPTION:Our prices",
    *people(SIGNE, KARL, INES),
)  # fmt: skip


@pytest.fixture
def here(world: World) -> World:
    accounts.edit_contact(US, contact=world.signe, email=SIGNE.upper(), now=NOW)
    accounts.edit_contact(US, contact=world.jon, email=JON, now=NOW)
    return world


def _ines(world: World) -> Actor:
    return Actor(world.user(Role.SAM), "test")


def _karl(world: World) -> Actor:
    return Actor(world.user(Role.TEAM_MEMBER), "test")


def _bring(actor: Actor, *parts: str, method: str = "", now=NOW) -> Reading:
    files = [("work.ics", calendar(*parts, method=method))]
    return actions.import_calendar(actor, owner=actor.user, files=files, now=now)


def _share(actor: Actor, sharing: Sharing = Sharing.HEADLINE, now=NOW) -> None:
    actions.share(actor, source=Source.objects.get(owner=actor.user), sharing=sharing, now=now)


def test_what_is_imported_is_nobody_elses_until_it_is_shared(here: World) -> None:
    reading = _bring(_ines(here), REVIEW)
    assert (reading.read, reading.meetings, reading.added, reading.skipped) == (1, 1, 1, 0)
    assert Source.objects.get().sharing == Sharing.NOTHING
    assert not Conversation.objects.exists()
    assert "Review" not in str(list(Event.objects.values())), "the audit log tells how much, never what"


def test_what_is_shared_is_one_conversation_of_the_account_whose_contact_came(here: World) -> None:
    _bring(_ines(here), REVIEW)
    _share(_ines(here))
    talk = Conversation.objects.get()
    assert (talk.account, talk.subject, f"{talk.held_on}", talk.notes) == (here.energy, "Review", "2026-01-12", "")
    assert list(talk.contacts.all()) == [here.signe]
    assert set(talk.people.all()) == {here.user(Role.SAM), here.user(Role.TEAM_MEMBER)}
    assert talk.logged_by == here.user(Role.SAM)
    _share(_ines(here), Sharing.TEXT)
    talk.refresh_from_db()
    assert talk.notes == "Our prices"


def test_the_same_meeting_from_two_calendars_is_one(here: World) -> None:
    for actor in (_ines(here), _karl(here)):
        _bring(actor, REVIEW)
        _share(actor)
    assert Conversation.objects.count() == 1
    _share(_ines(here), Sharing.NOTHING)
    assert Conversation.objects.count() == 1, "Karl still shares it"
    _share(_karl(here), Sharing.NOTHING)
    assert not Conversation.objects.exists()


def test_what_is_not_shared_any_more_is_gone_with_its_words(here: World) -> None:
    _bring(_ines(here), REVIEW)
    _share(_ines(here), Sharing.TEXT)
    conversations.quote(US, conversation=Conversation.objects.get(), said=Said(here.signe, "Fine"), now=NOW)
    _share(_ines(here), Sharing.NOTHING)
    talk = Conversation.objects.get()
    assert talk.notes == "", "what colleagues noted stays, what was in the invitation does not"


@pytest.mark.parametrize("line", ["CLASS:PRIVATE", "CLASS:CONFIDENTIAL"])
def test_what_is_marked_private_is_shared_by_itself_only(line: str, here: World) -> None:
    _bring(_ines(here), REVIEW.replace("SUMMARY", f"{line}\r\nSUMMARY", 1))
    _share(_ines(here), Sharing.TEXT)
    assert not Conversation.objects.exists()
    actions.choose(_ines(here), item=Item.objects.get(), choice=SharingChoice.SHARED, now=NOW)
    assert Conversation.objects.get().subject == "Review"
    actions.choose(_ines(here), item=Item.objects.get(), choice=SharingChoice.PRIVATE, now=NOW)
    assert not Conversation.objects.exists()


def test_nobody_else_shares_undoes_or_removes(here: World) -> None:
    reading = _bring(_ines(here), REVIEW)
    source, before = Source.objects.get(), Event.objects.count()
    for other in (_karl(here), Actor(here.user(Role.PROGRAM_DIRECTOR), "test")):
        with pytest.raises(errors.NotFound):
            actions.share(other, source=source, sharing=Sharing.TEXT, now=NOW)
        with pytest.raises(errors.NotFound):
            actions.choose(other, item=Item.objects.get(), choice=SharingChoice.SHARED, now=NOW)
        with pytest.raises(errors.NotFound):
            actions.undo(other, reading=reading, now=NOW)
        with pytest.raises(errors.NotFound):
            actions.remove(other, source=source, now=NOW)
        with pytest.raises(errors.NotFound):
            actions.import_calendar(other, owner=here.user(Role.SAM), files=[], now=NOW)
    with pytest.raises(errors.NotFound):
        actions.share(US, source=source, sharing=Sharing.TEXT, now=NOW)
    assert Event.objects.count() == before and not Conversation.objects.exists()


def test_a_guest_has_no_sources(here: World) -> None:
    guest = Actor(here.user(Role.CUSTOMER_GUEST), "test")
    with pytest.raises(errors.NotAllowed):
        _bring(guest, REVIEW)
    assert not Source.objects.exists()


def test_whoever_may_not_work_in_the_account_makes_no_conversation_in_it(here: World) -> None:
    stranger = Actor(here.stranger, "test")
    _bring(stranger, REVIEW)
    _share(stranger)
    assert not Conversation.objects.exists()
    accounts.join_team(US, account=here.energy, user=here.stranger, team_role=TeamRole.CORE, now=NOW)
    _bring(stranger, REVIEW)
    assert Conversation.objects.count() == 1


def test_a_meeting_to_come_is_logged_once_it_was_held(here: World) -> None:
    ahead = NOW + timedelta(days=3)
    _bring(_ines(here), event(f"DTSTART:{ahead:%Y%m%dT%H%M%SZ}", "DURATION:PT1H", "SUMMARY:Soon", *people(SIGNE)))
    _share(_ines(here))
    assert not Conversation.objects.exists()
    [task] = DBTaskResult.objects.filter(task_path__endswith="look_again")
    assert task.run_after == ahead + timedelta(hours=1, minutes=1)
    actions.settle_held(Source.objects.get(), now=ahead + timedelta(hours=2))
    assert Conversation.objects.get().subject == "Soon"


def test_moves_and_cancellations_follow_and_what_was_corrected_by_hand_stays(here: World) -> None:
    _bring(_ines(here), REVIEW)
    _share(_ines(here))
    talk = Conversation.objects.get()
    moved = event(
        "DTSTART:20260114T090000Z", "DURATION:PT1H", "SUMMARY:Review 2", *people(SIGNE, JON), sequence=1,
    )  # fmt: skip
    assert _bring(_ines(here), moved).changed == 1
    talk.refresh_from_db()
    assert (f"{talk.held_on}", talk.subject) == ("2026-01-14", "Review 2")
    assert set(talk.contacts.all()) == {here.signe, here.jon}
    conversations.edit(
        US, conversation=talk, now=NOW, channel=talk.channel, held_on=talk.held_on, subject="Prices", notes="",
        contacts=[here.signe], people=[],
    )  # fmt: skip
    _bring(_ines(here), moved.replace("20260114", "20260115").replace("SEQUENCE:1", "SEQUENCE:2"))
    talk.refresh_from_db()
    assert (f"{talk.held_on}", talk.subject, list(talk.contacts.all())) == ("2026-01-15", "Prices", [here.signe])


def test_a_meeting_called_off_is_no_conversation(here: World) -> None:
    _bring(_ines(here), REVIEW)
    _share(_ines(here))
    assert _bring(_ines(here), event("STATUS:CANCELLED", sequence=1), method="CANCEL").cancelled == 1
    assert not Conversation.objects.exists() and not SharedItem.objects.exists()


def test_a_conversation_somebody_removed_does_not_come_back(here: World) -> None:
    _bring(_ines(here), REVIEW)
    _share(_ines(here))
    conversations.remove(US, Conversation.objects.get(), now=NOW)
    _bring(_ines(here), REVIEW)
    assert Conversation.objects.get().removed_at is not None


def test_an_undo_takes_away_what_an_import_brought(here: World) -> None:
    first = _bring(_ines(here), REVIEW)
    _share(_ines(here))
    second = _bring(_ines(here), event("DTSTART:20260114T090000Z", "SUMMARY:Moved", *people(SIGNE), sequence=1))
    actions.undo(_ines(here), reading=second, now=NOW)
    assert (Item.objects.get().subject, Conversation.objects.get().subject) == ("Review", "Review")
    actions.undo(_ines(here), reading=first, now=NOW)
    assert not Item.objects.exists() and not Conversation.objects.exists()
    with pytest.raises(errors.WrongState):
        actions.undo(_ines(here), reading=first, now=NOW)
    assert _bring(_ines(here), REVIEW).added == 1


def test_removing_a_source_removes_what_is_private_and_leaves_what_was_shared(here: World) -> None:
    _bring(_ines(here), REVIEW, event("DTSTART:20260113T090000Z", "SUMMARY:Doctor", uid="private"))
    _share(_ines(here))
    actions.remove(_ines(here), source=Source.objects.get(), now=NOW)
    assert not Item.objects.exists()
    assert Conversation.objects.get().subject == "Review"
    _bring(_karl(here), REVIEW)
    actions.settle(Source.objects.get(), {SharedItem.objects.get().key}, now=NOW)
    assert Conversation.objects.count() == 1
    _share(_karl(here))
    assert Conversation.objects.count() == 1


def test_contacts_of_two_customers_make_a_conversation_each_with_their_own_only(here: World) -> None:
    accounts.join_team(US, account=here.orsa, user=here.user(Role.SAM), team_role=TeamRole.CORE, now=NOW)
    other = accounts.add_contact(US, account=here.orsa, name="Ole Vik", email="ole@orsa.example", now=NOW)
    boss = accounts.add_contact(US, account=here.group, name="Bo Hald", email="bo@halden.example", now=NOW)
    _bring(_ines(here), event("DTSTART:20260112T090000Z", *people(SIGNE, "ole@orsa.example", "bo@halden.example")))
    _share(_ines(here))
    assert {talk.account: set(talk.contacts.all()) for talk in Conversation.objects.all()} == {
        here.energy: {here.signe, boss},
        here.orsa: {other},
    }


def test_somebody_who_is_a_contact_of_two_accounts_has_the_conversation_in_both(here: World) -> None:
    accounts.join_team(US, account=here.orsa, user=here.user(Role.SAM), team_role=TeamRole.CORE, now=NOW)
    also = accounts.add_contact(US, account=here.orsa, name="Signe Dahl", email=SIGNE, now=NOW)
    _bring(_ines(here), REVIEW)
    _share(_ines(here))
    assert {talk.account: set(talk.contacts.all()) for talk in Conversation.objects.all()} == {
        here.energy: {here.signe},
        here.orsa: {also},
    }
    _share(_ines(here), Sharing.NOTHING)
    assert not Conversation.objects.exists()


def test_the_same_person_invited_twice_took_part_once(here: World) -> None:
    _bring(_ines(here), event("DTSTART:20260112T090000Z", *people(SIGNE, SIGNE.upper(), f" {SIGNE}", INES)))
    _share(_ines(here))
    assert list(Conversation.objects.get().contacts.all()) == [here.signe]
    assert sorted(Item.objects.get().participants.values_list("email", flat=True)) == sorted([SIGNE, INES])


def test_what_a_colleagues_copy_says_is_written_in_their_own_name(here: World) -> None:
    """Whoever brings a version of a meeting that others have shared changes it as themselves, not as one of those."""
    _bring(_ines(here), REVIEW)
    _share(_ines(here))
    later = REVIEW.replace("SEQUENCE:0", "SEQUENCE:9").replace("SUMMARY:Review", "SUMMARY:Ines promised a discount")
    _bring(_karl(here), later)
    _share(_karl(here))
    assert Conversation.objects.get().subject == "Ines promised a discount"
    [written] = Event.objects.filter(verb="edited a conversation")
    assert written.actor == here.user(Role.TEAM_MEMBER)


def test_a_large_calendar_is_never_held_in_memory_whole(
    here: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calendars, "MOST_BYTES", 10_000)
    large, small = tmp_path / "large.ics", tmp_path / "small.ics"
    large.write_bytes(calendar(REVIEW) + b"X" * 50_000)
    small.write_bytes(calendar(REVIEW))
    files = receiving.CalendarFiles([large, small])
    assert [len(content) for _name, content in files] == [10_001, small.stat().st_size]
    owner = here.user(Role.SAM)
    reading = receiving.take(_ines(here), owner=owner, paths=[large, small], now=NOW)
    assert (reading.names, reading.reasons, reading.added) == ("large.ics, small.ics", {"too large": 1}, 1)


def test_whoever_declined_was_not_there(here: World) -> None:
    declined = event("DTSTART:20260112T090000Z", *people(SIGNE, answer="DECLINED"), *people(JON)[1:])
    _bring(_ines(here), declined)
    _share(_ines(here))
    assert list(Conversation.objects.get().contacts.all()) == [here.jon]


def test_a_file_that_is_no_calendar_changes_nothing(here: World) -> None:
    before = Event.objects.count()
    with pytest.raises(errors.BadInput, match=r"notes\.txt is not a calendar"):
        actions.import_calendar(US, owner=here.user(Role.SAM), files=[("notes.txt", b"hello")], now=NOW)
    assert (Source.objects.count(), Event.objects.count()) == (0, before)


def test_what_an_erased_contact_was_known_by_does_not_come_back_with_a_file(here: World) -> None:
    _bring(_ines(here), REVIEW)
    accounts.erase_contact(US, contact=here.signe, keep_words=False, now=NOW)
    assert SIGNE not in str(list(Item.objects.values())) + str(list(Item.objects.values("participants__email")))
    assert _bring(_ines(here), REVIEW).changed == 0
    moved = REVIEW.replace("SEQUENCE:0", "SEQUENCE:1").replace("0900", "0930")
    assert _bring(_ines(here), moved).changed == 1
    assert SIGNE not in str(list(Item.objects.values("participants__email")))


@settings(max_examples=2, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_every_example_from_two_calendars_in_any_order_is_one_meeting_each(story, data, here: World) -> None:
    """No mail is sent, and the tenth import brings nothing new."""
    Source.objects.all().delete()
    Conversation.objects.all().delete()
    mail.outbox.clear()
    deliveries = [(actor, file) for actor in (_ines(here), _karl(here)) for file in story.files]
    order = data.draw(st.permutations(deliveries))
    added = sum(_take(actor.user, file).added for actor, file in order)
    for actor in (_ines(here), _karl(here)):
        for source in Source.objects.filter(owner=actor.user):
            actions.share(actor, source=source, sharing=Sharing.HEADLINE, now=NOW)
    for owner in (here.user(Role.SAM), here.user(Role.TEAM_MEMBER)):
        items = Item.objects.filter(source__owner=owner)
        assert items.count() == story.meetings
        assert items.filter(state="cancelled").count() == len(story.off)
    assert Item.objects.values("key").distinct().count() == story.meetings
    assert added >= story.meetings
    shared = Conversation.objects.count()
    assert shared == SharedItem.objects.count() <= len(story.stands)
    before = _everything()
    for actor, file in order:
        reading = _take(actor.user, file)
        assert (reading.added, reading.changed, reading.cancelled) == (0, 0, 0)
    assert _everything() == before
    assert mail.outbox == []


def test_the_tenth_import_of_all_of_them_brings_nothing_new(here: World) -> None:
    files = [
        (f"{place}.ics", file.replace(b"1@calendar.test", b"%d@calendar.test" % place))
        for place, story in enumerate(STORIES)
        for file in story.files
    ]
    first = actions.import_calendar(US, owner=here.user(Role.SAM), files=files, now=NOW)
    _share(_ines(here))
    assert first.added == first.meetings == sum(story.meetings for story in STORIES)
    before = _everything()
    for _time in range(9):
        again = actions.import_calendar(US, owner=here.user(Role.SAM), files=files, now=NOW)
        assert (again.added, again.changed, again.cancelled, again.unchanged) == (0, 0, 0, first.meetings)
    assert _everything() == before
    assert mail.outbox == []


def _take(owner: User, file: bytes) -> Reading:
    return actions.import_calendar(US, owner=owner, files=[("a.ics", file)], now=NOW)


def _everything() -> list[object]:
    return [
        sorted(Item.objects.values_list("source", "key", "starts_at", "state", "subject")),
        sorted(Conversation.objects.values_list("pk", "held_on", "subject", "notes")),
    ]
