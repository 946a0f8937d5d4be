"""What is in somebody's calendar and mail is in no search: not in the index, not on the search page, for nobody."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from covalue.accounts import actions as accounts
from covalue.conversations.models import Conversation
from covalue.core.events import Actor
from covalue.people.rules import Role
from covalue.search.models import Slip, Term
from covalue.sources import actions
from covalue.sources.models import Item, Source
from covalue.sources.rules import Sharing, SharingChoice, SourceItemKind, SourceKind
from covalue.sources.tests.files import SIGNE, calendar, event, people
from covalue.sources.tests.test_mail import letter
from covalue.web import palette
from tests.world import NOW, US, World

WORD = "Zebrafinch"
OURS = [role for role in Role if role != Role.CUSTOMER_GUEST]


@pytest.fixture
def filled(world: World, tmp_path: Path) -> World:
    """A held meeting marked private, one its owner made private, and a message, all with a word nothing else has."""
    accounts.edit_contact(US, contact=world.signe, email=SIGNE, now=NOW)
    ines = Actor(world.user(Role.SAM), "test")
    meetings = [
        event(
            "DTSTART:20260112T090000Z", "DURATION:PT1H", f"SUMMARY:{WORD} one", f"DESCRIPTION:{WORD}",
            *people(SIGNE), *more, uid=uid,
        )
        for uid, more in (("1@x", ("CLASS:PRIVATE",)), ("2@x", ()))
    ]  # fmt: skip
    before = Term.objects.count(), Slip.objects.count()
    actions.import_calendar(ines, owner=ines.user, files=[("work.ics", calendar(*meetings))], now=NOW)
    message = tmp_path / "a.eml"
    message.write_bytes(letter(WORD, Subject=f"{WORD} one"))
    actions.import_mail(ines, owner=ines.user, paths=[message], now=NOW)
    for item in Item.objects.filter(subject__startswith=WORD, private=False):
        actions.choose(ines, item=item, choice=SharingChoice.PRIVATE, now=NOW)
    for kind in (SourceKind.CALENDAR_FILES, SourceKind.MAIL_FILES):
        actions.share(ines, source=Source.objects.get(kind=kind), sharing=Sharing.TEXT, now=NOW)
    assert Item.objects.filter(subject__startswith=WORD).count() == 3
    assert (Term.objects.count(), Slip.objects.count()) == before
    return world


def _found(world: World, role: Role) -> bool:
    """Whether the search of the pages, its page or that of the API names it."""
    user = world.user(role)
    client = Client()
    client.force_login(user)
    hits = [hit.title for group in palette.look_up(user, WORD) for hit in group.hits]
    return (
        any(WORD in hit for hit in hits)
        or f"{WORD} one" in client.get(reverse("process:find"), {"q": WORD}).content.decode()
    )


@pytest.mark.parametrize("role", OURS)
def test_nobody_finds_it_not_even_its_owner(filled: World, role: Role) -> None:
    assert not Conversation.objects.exists() and not _found(filled, role)


def test_what_is_shared_of_it_is_found(filled: World) -> None:
    """The search would find the word: so its silence above means something."""
    ines = Actor(filled.user(Role.SAM), "test")
    chosen = Item.objects.filter(private=False, kind=SourceItemKind.MEETING).get()
    actions.choose(ines, item=chosen, choice=SharingChoice.SHARED, now=NOW)
    assert Conversation.objects.count() == 1 and _found(filled, Role.SAM)
