"""The page that logs a conversation: all or nothing, and what was typed stays."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from covalue.accounts.models import Contact
from covalue.action_items.models import Action
from covalue.conversations import actions
from covalue.conversations.actions import Said
from covalue.conversations.models import Channel, Conversation, Statement
from covalue.people.models import User
from covalue.people.rules import Role
from tests.world import NOW, TODAY, US, World

SignIn = Callable[[User], Client]


def _filled(world: World, **values: object) -> dict[str, object]:
    return {
        "held_on": timezone.localdate().isoformat(), "channel": "visit", "subject": "Outages <script>alert(1)</script>",
        "contacts": [world.jon.pk], "who_0": world.signe.pk, "words_0": "Outages are what my board asks about",
        "why_0": "new in role", "follow_up": "Send the offer",
    } | values  # fmt: skip


def test_one_form_logs_people_words_newcomer_and_follow_up(world: World, signed_in: SignIn) -> None:
    browser = signed_in(world.user(Role.TEAM_MEMBER))
    answer = browser.post(reverse("conversations:log", args=[world.energy.pk]), _filled(world, new_contact="Ada New"))
    assert answer.status_code == 302
    talk = Conversation.objects.get()
    assert {c.name for c in talk.contacts.all()} == {"Jon Ek", "Signe Dahl", "Ada New"}
    assert Action.objects.get().arose_from == f"conversation:{talk.pk}"
    shown = browser.get(reverse("conversations:list", args=[world.energy.pk])).content.decode()
    assert "Outages are what my board asks about" in shown
    assert "<script>alert(1)" not in shown


def test_a_conversation_of_which_nothing_was_noted_shows_no_empty_box(world: World, signed_in: SignIn) -> None:
    browser = signed_in(world.user(Role.TEAM_MEMBER))
    address = reverse("conversations:list", args=[world.energy.pk])
    browser.post(reverse("conversations:log", args=[world.energy.pk]), _filled(world, who_0="", words_0="", why_0=""))
    bare = browser.get(address).content.decode()
    assert "Outages" in bare
    assert '<div class="body stack">' not in bare
    Conversation.objects.update(notes="They want fewer outages")
    assert '<div class="body stack">' in browser.get(address).content.decode()


def test_a_refused_form_keeps_what_was_typed_and_saves_nothing(world: World, signed_in: SignIn) -> None:
    browser = signed_in(world.user(Role.TEAM_MEMBER))
    contacts = Contact.objects.count()
    for wrong in ({"held_on": "2999-01-01"}, {"who_0": ""}, {"subject": ""}):
        answer = browser.post(
            reverse("conversations:log", args=[world.energy.pk]),
            _filled(world, new_contact="Ada New", **wrong),
        )
        assert answer.status_code == 422
        assert "Outages are what my board asks about" in answer.content.decode()
    assert (Conversation.objects.count(), Statement.objects.count(), Action.objects.count()) == (0, 0, 0)
    assert Contact.objects.count() == contacts


def test_a_contact_of_another_account_cannot_be_chosen(world: World, signed_in: SignIn) -> None:
    browser = signed_in(world.stranger)
    answer = browser.post(reverse("conversations:log", args=[world.orsa.pk]), _filled(world))
    assert answer.status_code == 422
    assert not Conversation.objects.exists()


def test_strangers_and_guests_find_nothing(world: World, signed_in: SignIn) -> None:
    signed_in(world.user(Role.SAM)).post(reverse("conversations:log", args=[world.energy.pk]), _filled(world))
    talk = Conversation.objects.get()
    for user in (world.stranger, world.user(Role.CUSTOMER_GUEST)):
        browser = signed_in(user)
        assert browser.get(reverse("conversations:list", args=[world.energy.pk])).status_code == 404
        assert browser.post(reverse("conversations:log", args=[world.energy.pk]), _filled(world)).status_code == 404
        assert browser.post(reverse("conversations:remove", args=[talk.pk])).status_code == 404
    talk.refresh_from_db()
    assert talk.removed_at is None
    assert Conversation.objects.count() == 1


def test_a_correction_keeps_the_words_and_whoever_said_them(world: World, signed_in: SignIn) -> None:
    browser = signed_in(world.user(Role.SAM))
    browser.post(reverse("conversations:log", args=[world.energy.pk]), _filled(world))
    talk = Conversation.objects.get()
    edit = reverse("conversations:edit", args=[talk.pk])
    assert browser.get(edit).status_code == 200
    given = {"held_on": "2026-01-05", "channel": "call", "subject": "Invoices", "notes": "late"}
    assert browser.post(edit, given | {"held_on": "2999-01-01"}).status_code == 422
    assert browser.post(edit, given).status_code == 302
    talk.refresh_from_db()
    assert (talk.subject, talk.channel, talk.statements.count()) == ("Invoices", "call", 1)
    assert list(talk.contacts.all()) == [world.signe]
    assert signed_in(world.stranger).post(edit, given).status_code == 404


def test_words_are_corrected_where_they_stand_and_only_on_ones_own_account(world: World, signed_in: SignIn) -> None:
    talk = actions.log(
        US, account=world.energy, channel=Channel.CALL, held_on=TODAY, subject="Outages", now=NOW,
        said=[Said(world.signe, "Outages hurt")],
    )  # fmt: skip
    address = reverse("conversations:correct", args=[talk.statements.get().pk, "words"])
    sent = {"words": "Outages kill us", "seen": "Outages hurt"}
    assert signed_in(world.stranger).post(address, sent).status_code == 404
    assert signed_in(world.user(Role.SAM)).post(address, sent).status_code == 302
    assert talk.statements.get().words == "Outages kill us"
    page = signed_in(world.user(Role.SAM)).get(reverse("conversations:edit", args=[talk.pk])).content.decode()
    assert "Outages kill us" in page
    added = {"contact": world.jon.pk, "words": "It works", "why_it_matters": ""}
    signed_in(world.user(Role.SAM)).post(reverse("conversations:quote", args=[talk.pk]), added)
    assert talk.statements.count() == 2


def test_a_conversation_without_a_statement_is_not_said_to_be_none(world: World, signed_in: SignIn) -> None:
    """The home says that there is one, and leads to it; it asks to log one only where there is none."""
    browser, home = signed_in(world.user(Role.SAM)), world.energy.get_absolute_url()
    assert "No customer statements yet." in browser.get(home).content.decode()
    actions.log(
        US,
        account=world.energy,
        held_on=TODAY,
        channel=Channel.VISIT,
        subject="Outages",
        contacts=[world.signe],
        now=NOW,
    )
    shown = " ".join(browser.get(home).content.decode().split())
    assert "1 conversation is logged," in shown and "without a statement of theirs" in shown
    assert reverse("conversations:list", args=[world.energy.pk]) in shown
    assert "No customer statements yet. <a" not in shown
