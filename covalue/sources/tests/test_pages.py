"""Pages and API of one's own calendars and mail."""

from collections.abc import Callable

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from covalue.accounts import actions as accounts
from covalue.accounts.models import Contact
from covalue.conversations.models import Conversation
from covalue.people.rules import Role
from covalue.sources import actions, my_day, queries
from covalue.sources.models import Item, LeftOut, Source, State
from covalue.sources.rules import Sharing, SharingChoice
from covalue.sources.tests.files import JON, SIGNE, calendar, event, people
from covalue.sources.tests.test_mail import letter
from tests import api
from tests.world import NOW, US, World

NEW = "tor.vik@halden.example"
REVIEW = calendar(
    event("DTSTART:20260112T090000Z", "DURATION:PT1H", "SUMMARY:Review", *people(SIGNE, NEW)),
    "BEGIN:VTODO\r\nUID:t\r\nEND:VTODO",
)


@pytest.fixture
def ines(world: World, signed_in: Callable[..., Client]) -> Client:
    accounts.edit_contact(US, contact=world.signe, email=SIGNE, now=NOW)
    return signed_in(world.user(Role.SAM))


def _send(client: Client, *files: tuple[str, bytes], status: int = 302) -> None:
    sent = [SimpleUploadedFile(name, content) for name, content in files]
    answer = client.post(reverse("sources:upload"), {"files": sent})
    assert answer.status_code == status, answer.content


def test_a_calendar_is_uploaded_and_its_page_tells_what_was_read_and_why_not(ines: Client) -> None:
    _send(ines, ("work.ics", REVIEW))
    source = Source.objects.get()
    page = ines.get(reverse("sources:source", args=[source.pk])).content.decode()
    assert "Review" in page and "is a task, not a meeting" in page and "only you" in page and "work.ics" in page
    assert "Calendar files" in ines.get(reverse("sources:home")).content.decode()
    assert mail.outbox == []


def test_what_is_shared_is_chosen_for_all_and_for_one(ines: Client, world: World) -> None:
    _send(ines, ("work.ics", REVIEW))
    source, item = Source.objects.get(), Item.objects.get()
    ines.post(reverse("sources:share", args=[source.pk]), {"sharing": "headline"})
    assert Conversation.objects.get().account == world.energy
    assert "the team of Halden Energy" in ines.get(reverse("sources:source", args=[source.pk])).content.decode()
    ines.post(reverse("sources:choose", args=[item.pk]), {"choice": "private"})
    assert not Conversation.objects.exists()
    ines.post(reverse("sources:choose", args=[item.pk]), {"choice": ""})
    assert Conversation.objects.exists()
    item.refresh_from_db()
    assert item.choice == SharingChoice.AS_SOURCE


def test_mail_is_uploaded_and_undone(ines: Client) -> None:
    _send(ines, ("a.eml", letter()), ("b.eml", letter(Message_ID="<2@x>")))
    source = Source.objects.get()
    assert source.items.count() == 2
    ines.post(reverse("sources:undo", args=[source.readings.get().pk]))
    assert source.items.count() == 0
    assert ines.post(reverse("sources:undo", args=[source.readings.get().pk])).status_code == 409


@pytest.mark.parametrize(
    "files", [(), (("a.pdf", b"%PDF"),), (("a.ics", b"hello"),), (("a.ics", REVIEW), ("b.eml", letter()))]
)
def test_what_is_neither_or_both_is_refused_and_nothing_is_kept(files: tuple, ines: Client) -> None:
    _send(ines, *files, status=422)
    assert not Source.objects.exists()


def test_a_message_that_runs_something_is_shown_as_text(ines: Client) -> None:
    _send(ines, ("a.eml", letter("x", Subject="<script>alert(1)</script>", From=f'"<img onerror=x>" <{SIGNE}>')))
    page = ines.get(reverse("sources:source", args=[Source.objects.get().pk])).content.decode()
    assert "<script>alert" not in page and "<img onerror" not in page


def test_a_source_is_removed(ines: Client) -> None:
    _send(ines, ("work.ics", REVIEW))
    ines.post(reverse("sources:remove", args=[Source.objects.get().pk]))
    assert not Source.objects.exists() and not Item.objects.exists()


def test_a_folder_is_connected_and_read_in_the_background(ines: Client) -> None:
    typed = {"kind": "imap", "address": "imap.halden.example", "username": "ines", "password": "s3cret words"}
    assert ines.get(reverse("sources:connect")).status_code == 200
    assert ines.post(reverse("sources:connect"), typed | {"address": ""}).status_code == 422
    assert ines.post(reverse("sources:connect"), typed).status_code == 302
    source = Source.objects.get()
    assert (source.state, source.folder, source.sharing) == (State.WAITING, "INBOX", Sharing.NOTHING)
    assert "s3cret" not in source.secret
    assert DBTaskResult.objects.filter(task_path__endswith="read_source").count() == 1
    page = ines.get(reverse("sources:source", args=[source.pk])).content.decode()
    assert "imap.halden.example" in page and "s3cret" not in page


def test_a_source_that_stopped_waits_on_my_day(ines: Client, world: World) -> None:
    source = Source.objects.create(
        owner=world.user(Role.SAM), kind="imap", name="Work", state=State.STOPPED, message="Enter it.", created_at=NOW
    )
    day = type("Day", (), {"user": world.user(Role.SAM)})()
    [item] = my_day.stopped(day)
    assert item.url == reverse("sources:source", args=[source.pk]) and "Work" in item.title
    assert list(my_day.stopped(type("Day", (), {"user": world.user(Role.TEAM_MEMBER)})())) == []


def test_people_seen_are_added_with_their_evidence_or_left_out(ines: Client, world: World) -> None:
    _send(ines, ("work.ics", REVIEW))
    ines.post(reverse("sources:share", args=[Source.objects.get().pk]), {"sharing": "headline"})
    [proposal] = queries.proposals(world.user(Role.SAM))
    assert (proposal.email, proposal.name, proposal.seen, proposal.account) == (NEW, "Tor Vik", 1, world.energy)
    assert [item.subject for item in proposal.evidence] == ["Review"]
    assert "Tor Vik" in ines.get(reverse("sources:people")).content.decode()
    assert queries.proposals(world.user(Role.TEAM_MEMBER)) == ()
    ines.post(reverse("sources:add-person"), {"email": NEW, "name": "Tor Vik", "account": world.energy.pk})
    tor = Contact.objects.get(email=NEW)
    assert tor.account == world.energy and tor in Conversation.objects.get().contacts.all()
    assert queries.proposals(world.user(Role.SAM)) == ()


def test_whoever_is_left_out_is_not_proposed_again(ines: Client, world: World) -> None:
    _send(ines, ("work.ics", REVIEW))
    ines.post(reverse("sources:leave-out"), {"email": NEW})
    assert LeftOut.objects.get().email == NEW and queries.proposals(world.user(Role.SAM)) == ()
    assert not Contact.objects.filter(email=NEW).exists()


def test_programs_do_the_same(world: World, called_by: Callable[..., Client]) -> None:
    accounts.edit_contact(US, contact=world.jon, email=JON, now=NOW)
    ines = called_by(world.user(Role.SAM))
    sent = ines.post("/api/v1/sources/files", {"file": SimpleUploadedFile("a.eml", letter(From=JON))})
    assert sent.status_code == 201 and sent.json()["new_here"] == 1
    assert "added" not in sent.json()  # it would say whether a colleague has the same message
    source = Source.objects.get()
    listed = api.get(ines, "/sources")["items"]
    assert [row["id"] for row in listed] == [source.pk] and "secret" not in listed[0] and "password" not in listed[0]
    [item] = api.get(ines, f"/sources/{source.pk}/items")["items"]
    assert item["subject"] == "Outages"
    answer = ines.post(
        f"/api/v1/source-items/{item['id']}/choice", {"choice": "shared"}, content_type="application/json"
    )
    assert answer.status_code == 200, answer.content
    assert Conversation.objects.get().channel == "mail"
    dora = called_by(world.user(Role.PROGRAM_DIRECTOR))
    assert api.get(dora, "/sources")["items"] == []
    assert dora.get(f"/api/v1/sources/{source.pk}").status_code == 404


def test_a_thread_is_read_in_its_order_with_who_took_part(
    ines: Client, world: World, called_by: Callable[..., Client]
) -> None:
    answer = letter("We deliver on Friday.", Message_ID="<2@x>", References="<1@calendar.test>", Subject="Re: Outages")
    answer = answer.replace(b"Mon, 12 Jan", b"Tue, 13 Jan").replace(
        b"From: Signe Dahl <" + SIGNE.encode(), b"From: <j@x.example"
    )
    _send(ines, ("re.eml", answer), ("first.eml", letter()), ("other.eml", letter(Message_ID="<9@x>")))
    first, later = (Item.objects.get(subject=subject, uid_key__in=_threads()) for subject in ("Outages", "Re: Outages"))
    for item in (first, later):
        html = ines.get(reverse("sources:thread", args=[item.pk])).content.decode()
        assert 0 < html.index("The outages hurt us.") < html.index("We deliver on Friday.")
        assert "2 messages of this thread" in html and world.signe.name in html
    program = called_by(world.user(Role.SAM))
    listed = api.get(program, f"/source-items/{later.pk}/thread")["items"]
    assert [row["id"] for row in listed] == [first.pk, later.pk]
    stranger = called_by(world.user(Role.TEAM_MEMBER))
    assert stranger.get(f"/api/v1/source-items/{later.pk}/thread").status_code == 404


def _threads() -> list[str]:
    return list(Item.objects.filter(subject="Re: Outages").values_list("uid_key", flat=True))


def test_the_same_message_in_two_folders_stands_once_in_its_thread(ines: Client, world: World) -> None:
    _send(ines, ("first.eml", letter()))
    item = Item.objects.get()
    sent = Source.objects.create(owner=item.source.owner, kind="imap", name="Sent", created_at=NOW)
    Item.objects.create(
        source=sent, kind=item.kind, key=item.key, uid_key=item.uid_key, starts_at=item.starts_at,
        ends_at=item.ends_at, day=item.day, subject=item.subject, state=item.state, stamp=item.stamp,
    )  # fmt: skip
    assert list(queries.in_thread(item.source.owner, item)) == [item]


def test_mail_is_one_conversation_from_two_mailboxes(ines: Client, world: World) -> None:
    for role in (Role.SAM, Role.TEAM_MEMBER):
        user = world.user(role)
        from pathlib import Path
        from tempfile import TemporaryDirectory

        from covalue.core.events import Actor

        with TemporaryDirectory() as folder:
            path = Path(folder) / "a.eml"
            path.write_bytes(letter())
            actions.import_mail(Actor(user, "test"), owner=user, paths=[path], now=NOW)
        actions.share(Actor(user, "test"), source=Source.objects.get(owner=user), sharing=Sharing.TEXT, now=NOW)
    talk = Conversation.objects.get()
    assert (talk.notes, set(talk.contacts.all())) == ("The outages hurt us.", {world.signe})
