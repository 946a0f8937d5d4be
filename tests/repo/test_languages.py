"""What a customer reads is there in their language; the rest of the product speaks English first."""

import ast
import gettext
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation.template import templatize

from covalue.accounts import actions as accounts
from covalue.accounts.models import Contact
from covalue.action_items import actions as action_items
from covalue.action_items import letters as reminders
from covalue.core import errors
from covalue.core.events import Actor
from covalue.people import actions as people
from covalue.people.models import User
from covalue.people.rules import Role
from covalue.portal import actions as portal
from covalue.value import actions as value
from covalue.value import tasks
from covalue.value.cases import figures
from covalue.value.cases.readiness import CaseGap
from covalue.value.cases.sheet import Sheet
from covalue.value.signing.letters import link_of as address_of
from covalue.value.signing.links import secret_of
from covalue.value.tests.test_signing import BOTH, sign
from tests import api
from tests.repo.matrix import MATRIX, POSTED
from tests.repo.test_access import addresses as addresses
from tests.world import NOW, US, World

ROOT = Path(__file__).parents[2] / "covalue"
FACING = (
    *(f"portal/templates/portal/{name}.html" for name in ("_assent", "_claims", "_comment", "_confirmation", "_proposals", "_rows", "_signed", "_statement", "_statement_tables", "_sums", "accounts", "base", "home", "item", "sign")),
    "value/templates/value/signing/_receipt.html",
    *("value/templates/value/" + name for name in (
        "signing/sign.html", "signing/sign_base.html", "signing/sign_code.html", "signing/sign_returned.html", "signing/_answer.html",
        "signing/_document.html", "signing/_present.html", "signing/_course.html", "signing/_obstacle.html", "signing/_asks.html", "signing/_signing.html", "claims/_chip.html", "cases/_kind.html", "cases/_payback.html",
    )),
    *("value/templates/value/signing/mail/" + name for name in ("request.txt", "code.txt", "receipt.txt", "changed.txt")),
    *(f"people/templates/people/{name}.html" for name in ("security", "_passkeys", "_sessions", "add_app", "add_passkey", "recovery_codes", "confirm", "me", "join", "sign_in", "second_step", "forgotten", "new_password", "signed_out", "_passkey")),
    *(f"people/{name}" for name in ("templates/people/reset.txt", "templates/people/notice.txt", "forms.py", "letters.py", "notices.py", "passwords/forms.py", "passwords/views.py", "passwords/actions.py", "factors/forms.py")),
    *(f"web/templates/{name}.html" for name in ("404", "403", "400", "403_csrf", "500", "web/_back", "web/fault", "web/_guest_head")),
    *(f"standing/{name}" for name in ("templates/standing/answer.html", "templates/standing/thanks.html", "templates/standing/_questions.html", "templates/standing/mail/request.txt", "templates/standing/mail/changed.txt", "guards.py", "kind.py", "actions/answering.py", "asked.py", "rules.py")),
    *(f"positioning/{name}" for name in ("templates/positioning/answer.html", "templates/positioning/thanks.html", "templates/positioning/_asked_whom.html", "templates/positioning/mail/request.txt", "templates/positioning/mail/changed.txt", "kind.py", "asking.py", "asked.py", "forms.py", "rules.py")),
    "portal/templates/portal/mail/invitation.txt", "portal/inputs.py", "objectives/sharing.py", "adoption/sharing.py", "service_levels/sharing.py", "service_levels/inputs.py", "service_levels/rules.py", "solutions/sharing.py", "solutions/rules.py", "execution/sharing.py", "execution/rules.py", "action_items/sharing.py", "value/sharing.py", "portal/letters.py", "portal/views/theirs.py", "portal/actions.py", "value/signing/kind.py", "contact_requests/kinds.py", "contact_requests/letters.py", "contact_requests/templates/contact_requests/page.html", "core/removal.py", "value/signing/letters.py",
    "value/signing/links.py", "value/cases/conversions.py", "value/signing/views/theirs.py", "value/signing/actions/theirs.py", "web/templatetags/covalue.py", "web/templates/web/_messages.html",
    "portal/templates/portal/_standing.html", "promises/sharing.py", "promises/rules.py",
    "web/templates/web/_chart.html", "web/templates/web/_languages.html", "web/templates/web/refusal.html", "web/templates/web/_refusal.html", "value/cases/charts.py", "value/cases/sources.py", "value/statement/charts.py", "value/statement/handout.py", "value/statement/words.py", "value/claims/deliveries.py",
)  # fmt: skip
IN_TEMPLATE = re.compile(
    r"""\b(n?p?gettext|_)\(u?(['"])((?:\\.|(?!\2).)*)\2(?:,\s*u?(['"])((?:\\.|(?!\4).)*)\4)?""", re.DOTALL
)
# A number field, or a drawing, that is given a German number shows nothing: it takes 1.5, never 1,5.
NUMBER_FIELD = re.compile(r'<input[^>]*type="number"[^>]*\bvalue="-?[\d.]*,[^"]*"')
DRAWN = re.compile(r'<(?:rect|circle|line|text)\b[^>]*\b(?:x|y|cx|cy|r|width|height|x1|x2|y1|y2)="-?\d+,\d+"')
FILLED = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}")
NAMES = {"_lazy", "_", "_l", "_t", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"}


def said_in(path: Path) -> Iterator[tuple[str, ...]]:
    """The texts of a file that are to be translated; singular and plural together."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in NAMES:
                yield tuple(
                    part.value
                    for part in node.args[:2]
                    if isinstance(part, ast.Constant) and isinstance(part.value, str)
                )
        return
    for found in IN_TEMPLATE.finditer(templatize(text)):
        parts = (found[3], found[5]) if found[1].startswith("n") else (found[3],)
        yield tuple(
            ast.literal_eval(f'"""{part}"""') if '"' not in part[-1:] else part for part in parts if part is not None
        )


def test_every_text_a_customer_reads_is_there_in_german() -> None:
    with (ROOT / "locale/de/LC_MESSAGES/django.mo").open("rb") as file:
        catalogue = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    wanted = {texts for name in FACING for texts in said_in(ROOT / name) if texts}
    missing = {t[0] for t in wanted if t[0] not in catalogue and (t[0], 0) not in catalogue}
    assert not missing, sorted(missing)


def test_every_text_of_ours_is_there_in_german() -> None:
    """Of the whole product: pages, emails, commands and refusals; none of its entries is empty, or a guess (fuzzy)."""
    with (ROOT / "locale/de/LC_MESSAGES/django.mo").open("rb") as file:
        catalogue = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    missing = {
        texts[0]: str(path.relative_to(ROOT))
        for path in ROOT.rglob("*")
        if path.suffix in {".py", ".html", ".txt"} and "tests" not in path.parts
        for texts in said_in(path)
        if texts and not (catalogue.get(texts[0]) or catalogue.get((texts[0], 0)))
    }
    assert not missing, missing
    assert "#, fuzzy" not in (ROOT / "locale/de/LC_MESSAGES/django.po").read_text(encoding="utf-8")


def test_what_is_filled_in_is_the_same_in_german() -> None:
    """A text and its German fill in the same values: a name that is misspelt would break the page, or leave it out."""
    with (ROOT / "locale/de/LC_MESSAGES/django.mo").open("rb") as file:
        catalogue = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    wrong = {
        english: german
        for english, german in catalogue.items()
        if isinstance(english, str) and english and set(FILLED.findall(english)) != set(FILLED.findall(german))
    }
    assert not wrong, wrong


def test_the_compiled_catalogue_is_what_is_written() -> None:
    """Compiled with `msgfmt -o django.mo django.po` in its folder; both are kept, for nothing is compiled when it is installed."""
    folder = ROOT / "locale/de/LC_MESSAGES"
    written = (folder / "django.po").read_text(encoding="utf-8")
    with (folder / "django.mo").open("rb") as file:
        catalogue = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    said = [ast.literal_eval(text) for text in re.findall(r'^msgstr(?:\[\d\])? (".+")$', written, re.MULTILINE)]
    assert sorted(said) == sorted(text for key, text in catalogue.items() if key)


def test_a_guest_reads_their_language_and_we_read_ours(world: World, signed_in: Callable[..., Client]) -> None:
    guest = portal.invite(US, account=world.energy, contact=german(world), anyway=True, now=NOW)
    home, sam = reverse("portal:account", args=[world.energy.pk]), signed_in(world.user(Role.SAM))
    user = people.create_user(US, email=guest.email, name="Signe Dahl", roles=[Role.CUSTOMER_GUEST], now=NOW)
    theirs = signed_in(user)
    page = theirs.get(home)
    assert "Etwas vorschlagen" in page.content.decode() and page.headers["Content-Language"] == "de"
    assert "Propose something" in theirs.get(home, {"lang": "en"}).content.decode()
    assert "Propose something" in theirs.get(home).content.decode(), "what one chose is kept"
    assert "Etwas vorschlagen" in theirs.get(home, {"lang": "de"}, headers={"Accept-Language": "fr"}).content.decode()
    assert (
        "Etwas vorschlagen" in sam.get(reverse("portal:together-as-customer", args=[world.energy.pk])).content.decode()
    )
    ours = sam.get(reverse("process:account", args=[world.energy.pk]), headers={"Accept-Language": "de"})
    assert ours.headers["Content-Language"] == "en" and "Last conversation" in ours.content.decode()
    for odd in ("xx", "../../etc/passwd", "<b>"):
        assert theirs.get(home, {"lang": odd}).status_code == 200


def test_letters_are_in_the_language_of_whom_they_are_sent_to(world: World) -> None:
    sam = Actor(world.user(Role.SAM), "test")
    initiative = value.start(sam, account=world.energy, title="Care", sheet=BOTH, now=NOW)
    asked = value.ask_for_case(sam, initiative=initiative, contact=german(world), now=NOW, without=tuple(CaseGap))
    tasks.send_request.call(asked.pk, False)
    link = mail.outbox[-1]
    assert link.subject.endswith("einer Schätzung des Werts zustimmen") and "Guten Tag Signe Dahl," in link.body
    assert f"antworten Sie hier:\n\n{address_of(asked)}\n\nDer Link ist nur für Sie bestimmt" in link.body, (
        "a link, no address"
    )
    page = Client().get(reverse("value:sign", args=[secret_of(asked.pk, asked.nonce)])).content.decode()
    assert "Den Code senden" in page and 'lang="de"' in page
    tasks.send_receipt.call(sign(asked, remark="Ja").pk)
    receipt, told = mail.outbox[-2:]
    assert receipt.subject.startswith("Sie haben unterschrieben") and "has answered" in told.subject
    assert "vielen Dank für Ihre Antwort." in receipt.body and "„Ja“" in receipt.body


def test_letters_to_colleagues_are_in_the_language_they_chose(world: World, called_by: Callable[..., Client]) -> None:
    """The asker reads German, the owner of an action, too; who chose nothing reads English, whoever caused the letter."""
    ines, karl = world.user(Role.SAM), world.user(Role.TEAM_MEMBER)
    client = called_by(ines)
    assert api.post(client, "/me/language", {"language": "de"}, status=200)["language"] == "de"
    api.post(client, "/me/language", {"language": "xx"}, status=422)
    initiative = value.start(Actor(ines, "test"), account=world.energy, title="Care", sheet=BOTH, now=NOW)
    asked = value.ask_for_case(Actor(ines, "test"), initiative=initiative, contact=german(world), now=NOW, without=tuple(CaseGap))  # fmt: skip
    tasks.send_receipt.call(sign(asked, remark="Ja").pk)
    assert "hat geantwortet" in mail.outbox[-1].subject and mail.outbox[-1].to == [ines.email]
    late = action_items.add(US, account=world.energy, title="Figures", owner=karl, due_on=NOW.date(), now=NOW)
    with translation.override("de"):
        reminders.remind(late, "Ines")
    assert mail.outbox[-1].subject == "An action of yours is waited for"
    karl = people.choose_language(Actor(karl, "test"), user=karl, language="de", now=NOW)
    reminders.remind(action_items.edit(US, action=late, owner=karl, now=NOW), "Ines")
    assert mail.outbox[-1].subject != "An action of yours is waited for" and "Figures" in mail.outbox[-1].body
    with pytest.raises(errors.NotAllowed):
        people.choose_language(Actor(ines, "test"), user=karl, language="en", now=NOW)


def test_who_is_invited_reads_the_language_that_was_chosen_for_them(
    world: World, signed_in: Callable[..., Client]
) -> None:
    adam, asked = (
        signed_in(world.user(Role.ADMINISTRATOR)),
        {"email": "new@covalue.test", "name": "Uta", "roles": ["sam"]},
    )
    adam.post(reverse("people:invite"), asked | {"language": "de"})
    [letter] = mail.outbox
    assert letter.subject == "Sie sind zu Covalue eingeladen" and "Guten Tag Uta" in letter.body
    [link] = re.findall(r"/join/\S+", letter.body)
    browser = Client()
    assert browser.get(link).headers["Content-Language"] == "de"
    browser.post(link, {"name": "Uta", "password": "a long sentence for Uta"})
    assert User.objects.get(email="new@covalue.test").language == "de"
    assert browser.get(reverse("people:me")).headers["Content-Language"] == "de"
    adam.post(reverse("people:invite"), asked | {"email": "other@covalue.test"})
    assert mail.outbox[-1].subject == "You are invited to Covalue"


def test_every_letter_is_written_in_the_language_of_whoever_gets_it() -> None:
    """Whatever sends does so while a language is overridden, or is handed a text by what does."""
    without = [
        f"{path.parent.name}: {function.name}"
        for path in ROOT.rglob("letters.py")
        for function in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(function, ast.FunctionDef) and "send_mail(" in (text := ast.unparse(function)) + _mails(text)
        if "translation.override(" not in text
    ]
    assert without == ["selection: send_letter"], "a letter that was written by hand is sent as it is"


def _mails(text: str) -> str:
    return "send_mail(" if "EmailMessage(" in text and "subject: str" not in text else ""


def german(world: World) -> Contact:
    return accounts.edit_contact(US, contact=world.signe, email="signe@halden.test", language="de", now=NOW)


def test_a_colleague_reads_german_once_they_chose_it(world: World, signed_in: Callable[..., Client]) -> None:
    """Chosen on the page about oneself, kept for every device; nobody else reads another language for it, no program does."""
    home, sam = world.energy.get_absolute_url(), signed_in(world.user(Role.SAM))
    assert 'name="language" value="de"' in sam.get(reverse("people:me")).content.decode()
    assert "Mein Tag" in sam.get(reverse("people:me"), {"lang": "de"}).content.decode()
    sam = signed_in(world.user(Role.SAM))
    assert sam.get(home).headers["Content-Language"] == "en"
    chosen = sam.post(reverse("people:choose-language"), {"language": "de"}, follow=True)
    assert "Mein Tag" in chosen.content.decode()
    sam = signed_in(world.user(Role.SAM))
    german = sam.get(home)
    assert german.headers["Content-Language"] == "de" and "Letztes Gespräch" in german.content.decode()
    assert "Last conversation" in signed_in(world.user(Role.TEAM_MEMBER)).get(home).content.decode()
    assert "Last conversation" in sam.get(home, {"lang": "en"}).content.decode()


def test_a_case_without_figures_says_why_in_the_language_of_whoever_reads(world: World) -> None:
    empty = Sheet(currency="EUR")
    assert figures.of(empty).sentence == "No line has a formula yet."
    with translation.override("de"):
        assert figures.of(empty).sentence == "Noch keine Position hat eine Formel."
    assert figures.of(empty).sentence == "No line has a formula yet."


@pytest.mark.once
@pytest.mark.parametrize("role", [Role.SAM, Role.PROGRAM_DIRECTOR])
def test_every_page_answers_in_german_as_in_english(
    world: World, addresses: dict[str, str], signed_in: Callable[..., Client], role: Role
) -> None:
    user, wrong = signed_in(world.user(role)), {}
    for name in sorted(set(MATRIX) - POSTED):
        user.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        english = user.get(addresses[name])
        user.cookies[settings.LANGUAGE_COOKIE_NAME] = "de"
        german = user.get(addresses[name])
        if german.status_code != english.status_code:
            wrong[name] = (english.status_code, german.status_code)
        elif not german.streaming and b"<main" in german.content:
            html = german.content.decode()
            broken = [*NUMBER_FIELD.findall(html), *DRAWN.findall(html)]
            if broken:
                wrong[name] = broken
    assert not wrong, wrong
