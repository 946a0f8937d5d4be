"""The outbox of the demo: what was sent is kept, and read in the browser, in a demo on this machine only."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client, RequestFactory
from django.urls import reverse

from covalue.accounts.tests import samples as account_samples
from covalue.core import errors
from covalue.demo import context, outbox
from covalue.people.rules import Role
from covalue.value.tests import samples
from tests.world import World

pytestmark = pytest.mark.django_db
LINK = "http://127.0.0.1:8000/sign/abc/?a=1&b=2"


@pytest.fixture
def demo(settings: object, tmp_path: Path) -> None:
    settings.DEMO, settings.DATA_DIR = True, tmp_path  # type: ignore[attr-defined]
    settings.EMAIL_BACKEND = "covalue.demo.outbox.Backend"  # type: ignore[attr-defined]


def send(subject: str, text: str = f"Please read:\n\n{LINK}\n", to: str = "signe@halden.test") -> None:
    with mail.get_connection() as connection:
        EmailMessage(subject, text, None, [to], connection=connection).send()


def test_what_was_sent_last_comes_first_and_its_link_leads_on(
    demo: None, world: World, signed_in: Callable[..., Client]
) -> None:
    send("First"), send("Ünïcode <b>second</b>")
    browser = signed_in(world.user(Role.SAM))
    page = browser.get(reverse("demo:outbox")).content.decode()
    assert page.index("Ünïcode &lt;b&gt;second&lt;/b&gt;") < page.index(">First<")
    newest = outbox.letters()[0]
    letter = browser.get(reverse("demo:letter", args=[newest.name])).content.decode()
    assert f'href="{LINK.replace("&", "&amp;")}"' in letter and "signe@halden.test" in letter
    assert timedelta() <= outbox.letters()[0].sent_at - outbox.letters()[1].sent_at < timedelta(minutes=1)


def test_without_emails_it_says_what_will_come(demo: None, world: World, signed_in: Callable[..., Client]) -> None:
    page = signed_in(world.user(Role.SAM)).get(reverse("demo:outbox")).content.decode()
    assert "No emails yet" in page and reverse("demo:outbox") in page.split("<main")[0]


def test_emails_sent_elsewhere_are_said_to_be(
    demo: None, settings: object, world: World, signed_in: Callable[..., Client]
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"  # type: ignore[attr-defined]
    page = signed_in(world.user(Role.SAM)).get(reverse("demo:outbox")).content.decode()
    assert "Emails are sent elsewhere" in page and "No emails yet" not in page
    request = RequestFactory().get("/")
    request.user = world.user(Role.SAM)
    assert not context.for_request(request)


@pytest.mark.parametrize("name", ["1", "..", "passwd", "1.eml"])
def test_only_its_own_files_are_emails(demo: None, name: str, tmp_path: Path) -> None:
    (tmp_path / "passwd.eml").write_text("Subject: no")
    with pytest.raises(errors.NotFound):
        outbox.letter(name)


def test_it_exists_in_a_demo_on_this_machine_for_colleagues_only(
    demo: None, world: World, signed_in: Callable[..., Client], settings: object
) -> None:
    address, browser = reverse("demo:outbox"), signed_in(world.user(Role.SAM))
    assert browser.get(address).status_code == 200
    assert browser.get(address, REMOTE_ADDR="203.0.113.5").status_code == 404
    assert signed_in(world.user(Role.CUSTOMER_GUEST)).get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_a_workspace_that_is_tried_shows_it_to_its_administrators(
    demo: None, world: World, signed_in: Callable[..., Client], settings: object
) -> None:
    settings.DEMO = False  # type: ignore[attr-defined]
    send("You are invited")
    address = reverse("demo:outbox")
    page = signed_in(world.user(Role.ADMINISTRATOR)).get(address).content.decode()
    assert "You are invited" in page and "No mail server is set" in page and "Take the tour" not in page
    for role in (Role.SAM, Role.PROGRAM_DIRECTOR, Role.CUSTOMER_GUEST):
        browser = signed_in(world.user(role))
        assert browser.get(address).status_code == 404
        assert browser.get(reverse("demo:letter", args=[outbox.letters()[0].name])).status_code == 404
        assert address not in browser.get("/").content.decode()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # type: ignore[attr-defined]
    assert signed_in(world.user(Role.ADMINISTRATOR)).get(address).status_code == 404


def test_after_asking_a_customer_their_email_is_one_click_away(
    demo: None, world: World, signed_in: Callable[..., Client], settings: object
) -> None:
    account_samples.rows(world, world.energy)
    claim = reverse("value:claim", args=[samples.rows(world, world.energy)["claim_id"]])
    browser = signed_in(world.user(Role.SAM))
    asked = browser.get(claim).content.decode().split("<main")[1]
    assert f'href="{reverse("demo:outbox")}">their email in the outbox' in asked
    settings.DEMO = False  # type: ignore[attr-defined]
    assert "in the outbox" not in browser.get(claim).content.decode()
