"""The first pages a customer's guest sees speak their language: joining, signing in, a forgotten password; letters, too."""

import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from covalue.accounts import actions as accounts
from covalue.accounts.models import Contact
from covalue.core.events import Actor
from covalue.people import actions as people
from covalue.people import notices, tasks
from covalue.people.models import User
from covalue.people.passwords import actions as passwords
from covalue.people.rules import Role
from covalue.portal import actions, letters
from covalue.portal.models import Guest
from tests.world import NOW, PASSWORD, US, World

pytestmark = pytest.mark.django_db
EMAIL = "signe@halden.example"


@pytest.fixture
def guest(world: World) -> Guest:
    """Signe reads German, as her contact says."""
    accounts.edit_contact(US, contact=world.signe, email=EMAIL, language="de", now=NOW)
    invited_by = world.user(Role.SAM)
    contact = Contact.objects.get(pk=world.signe.pk)
    made = actions.invite(US, account=world.energy, contact=contact, anyway=True, now=timezone.now())
    Guest.objects.filter(pk=made.pk).update(invited_by=invited_by, held=False)
    return Guest.objects.get(pk=made.pk)


def joining(guest: Guest) -> str:
    mail.outbox.clear()
    letters.send_invitation(guest, timezone.now())
    [link] = re.findall(r"http\S+/join/\S+", mail.outbox[-1].body)
    return str(link).removeprefix(settings.BASE_URL)


def signed_up(guest: Guest) -> User:
    return people.create_user(
        US, email=EMAIL, name="Signe Dahl", roles=[Role.CUSTOMER_GUEST], password=PASSWORD, now=NOW
    )


def german(answer: object) -> bool:
    text = answer.content.decode()  # type: ignore[attr-defined]
    return 'lang="de"' in text and answer.headers["Content-Language"] == "de"  # type: ignore[attr-defined]


def test_joining_speaks_the_guests_language_from_the_first_page_on(guest: Guest) -> None:
    address, browser = joining(guest), Client(headers={"Accept-Language": "en"})
    page = browser.get(address)
    assert german(page)
    for text in ("Willkommen bei Covalue", "Ihr Name", "Passwort", "Beitreten", "hat signe@halden.example eingeladen"):
        assert text in page.content.decode()
    refused = browser.post(address, {"name": "Signe", "password": "short"})
    assert refused.status_code == 422 and german(refused) and "zu kurz" in refused.content.decode()
    browser.post(address, {"name": "Signe Dahl", "password": PASSWORD})
    assert german(browser.get("/portal/", follow=True))
    left = browser.post(reverse("people:sign-out"), follow=True)
    assert german(left) and "Passwort vergessen?" in left.content.decode(), "the sign-in afterwards speaks it, too"
    used = Client(headers={"Accept-Language": "en"}).get(address)
    assert used.status_code == 404 and german(used) and "Diese Einladung gilt nicht mehr" in used.content.decode()


def test_a_later_invitation_leads_through_a_sign_in_in_their_language(guest: Guest) -> None:
    signed_up(guest)
    mail.outbox.clear()
    letters.send_invitation(guest, timezone.now())
    [link] = re.findall(r"http\S+", mail.outbox[-1].body)
    page = Client(headers={"Accept-Language": "en"}).get(link.removeprefix(settings.BASE_URL), follow=True)
    assert page.redirect_chain and german(page) and "Anmelden" in page.content.decode()


def test_a_forgotten_password_is_theirs_to_read(guest: Guest) -> None:
    user, browser = signed_up(guest), Client(headers={"Accept-Language": "en"})
    mail.outbox.clear()
    tasks.send_reset.call(EMAIL, "198.51.100.7")
    letter = mail.outbox[-1]
    assert letter.subject == "Ihr Passwort für Covalue zurücksetzen" and "Guten Tag Signe Dahl," in letter.body
    page = browser.get(reverse("people:new-password", args=[passwords.link_part(user)]))
    assert german(page) and "Neues Passwort" in page.content.decode()
    browser.cookies.load({settings.LANGUAGE_COOKIE_NAME: "de"})
    assert german(browser.get(reverse("people:forgotten"))) and german(browser.get(reverse("people:sign-in")))


def test_a_notice_is_written_in_their_language(guest: Guest) -> None:
    user = signed_up(guest)
    mail.outbox.clear()
    tasks.send_notice.call(user.pk, notices.Change.PASSWORD.value, "198.51.100.7", NOW.isoformat())
    assert mail.outbox[-1].subject == "Ihre Anmeldung bei Covalue hat sich geändert"
    assert "Ihr Passwort wurde geändert." in mail.outbox[-1].body


def test_colleagues_read_ours(world: World, guest: Guest, signed_in: Callable[..., Client]) -> None:
    """Also where their browser asks for German: what follows the sign-in is English."""
    browser = Client(headers={"Accept-Language": "de"})
    for name in ("people:sign-in", "people:forgotten"):
        assert not german(browser.get(reverse(name)))
    adam = Actor(world.user(Role.ADMINISTRATOR), "test")
    now = timezone.now()
    _row, secret = people.invite(adam, email="kim@acme.test", name="Kim", roles=[Role.SAM], valid_days=7, now=now)
    assert not german(browser.get(reverse("people:join", args=[secret])))
    mail.outbox.clear()
    tasks.send_notice.call(world.user(Role.SAM).pk, notices.Change.PASSWORD.value, "198.51.100.7", NOW.isoformat())
    assert mail.outbox[-1].subject == "Your sign-in to Covalue has changed"
    out = signed_in(world.user(Role.SAM)).post(reverse("people:sign-out"))
    assert out.headers["Location"] == reverse("people:sign-in")
