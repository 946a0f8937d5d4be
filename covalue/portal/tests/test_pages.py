"""The table through the browser; and a guest who tries every address of the product with every method."""

from collections.abc import Callable
from contextlib import nullcontext

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from covalue.accounts import actions as accounts
from covalue.action_items import actions as action_items
from covalue.conversations import actions as conversations
from covalue.conversations.actions import Said
from covalue.conversations.models import Channel
from covalue.core.models import Event
from covalue.objectives import actions as objectives
from covalue.objectives.models import Side
from covalue.people.rules import Role
from covalue.portal import actions, middleware, queries
from covalue.portal.models import Guest
from covalue.portal.rules import ItemKind
from covalue.portal.tests.test_actions import goal, greta, guest, ines
from covalue.value import actions as value
from covalue.value.models import Signature
from covalue.value.tests.test_actions import case
from covalue.value.tests.test_signing import BOTH, claim
from tests.repo import matrix
from tests.repo.matrix import MATRIX, OPEN
from tests.world import NOW, TODAY, US, World

__all__ = ["guest"]
pytestmark = pytest.mark.django_db
SECRETS = ("over dinner", "MOTIVE", "NOTE OF OURS", "our hourly cost", "Crew", "More service", "Second goal")
METHODS = ("get", "post", "put", "patch", "delete", "head", "options")


@pytest.fixture
def table(world: World, guest: Guest) -> World:
    """Signe is a guest, and one of everything is shared with her."""
    return laid(world)


def laid(world: World) -> World:
    """One of everything shared, with something of ours beside it that must not be seen."""
    shared = goal(world)
    objectives.add(US, account=world.energy, side=Side.OURS, statement="Second goal", now=NOW)
    target = value.add_target(US, account=world.energy, title="Fewer outage minutes", holder=world.signe, impact=5, fit=4, now=NOW)  # fmt: skip
    initiative = case(world, BOTH)
    task = action_items.add(US, account=world.energy, title="Send the log", note="NOTE OF OURS", customer_owner=world.signe, now=NOW)  # fmt: skip
    conversations.log(
        US, account=world.energy, channel=Channel.CALL, held_on=TODAY, subject="x", now=NOW,
        said=[Said(world.signe, "Outages hurt", "MOTIVE")],
    )  # fmt: skip
    for kind, item in (
        (ItemKind.OBJECTIVE, shared), (ItemKind.TARGET, target), (ItemKind.CASE, initiative), (ItemKind.ACTION, task), (ItemKind.STATEMENT, world.energy),
    ):  # fmt: skip
        actions.share(ines(world), account=world.energy, kind=kind, item=item.pk, now=NOW)
    return world


@pytest.fixture
def at_the_table(table: World, signed_in: Callable[..., Client]) -> Client:
    return signed_in(table.user(Role.CUSTOMER_GUEST))


def test_everything_shared_and_nothing_else(table: World, at_the_table: Client) -> None:
    home = at_the_table.get(reverse("portal:home"), follow=True).content.decode()
    for title in ("Fewer outages", "Fewer outage minutes", "Predictive care", "Send the log", "Value statement"):
        assert title in home
    pages = [home]
    for kind, ids in queries.shared_ids(table.energy).items():
        for item in ids:
            answer = at_the_table.get(reverse("portal:item", args=[table.energy.pk, kind, item]))
            assert answer.status_code == 200, kind
            pages.append(answer.content.decode())
    for page in pages:
        assert not [secret for secret in SECRETS if secret in page]


def test_a_guest_says_confirms_proposes_and_does(table: World, at_the_table: Client) -> None:
    energy = table.energy.pk
    (objective,) = queries.shared_ids(table.energy)[ItemKind.OBJECTIVE]
    (task,) = queries.shared_ids(table.energy)[ItemKind.ACTION]
    item = [energy, "objective", objective]
    assert at_the_table.post(reverse("portal:comment", args=item), {"words": "<b>Hm</b>"}).status_code == 302
    assert at_the_table.post(reverse("portal:comment", args=item), {"words": ""}).status_code == 422
    assert at_the_table.post(reverse("portal:assent", args=item), {"words": "Yes"}).status_code == 302
    page = " ".join(at_the_table.get(reverse("portal:item", args=item)).content.decode().split())
    assert "&lt;b&gt;Hm" in page and "Confirmed by Signe Dahl" in page
    refused = at_the_table.post(
        reverse("portal:propose", args=[energy]), {"kind": "target", "title": "", "words": "kept"}
    )
    assert refused.status_code == 422 and "kept" in refused.content.decode()
    assert at_the_table.post(reverse("portal:propose", args=[energy]), {"kind": "target", "title": "Fewer invoices"}).status_code == 302  # fmt: skip
    assert at_the_table.post(reverse("portal:complete", args=[energy, task]), {"done": "yes"}).status_code == 302
    assert "done" in at_the_table.get(reverse("portal:account", args=[energy])).content.decode()


def test_what_is_only_proposed_is_not_promised_to_them(table: World, at_the_table: Client) -> None:
    """Nor at zero: the home and each table of the statement say that it is proposed."""
    value.edit(ines(table), initiative=table.energy.initiatives.get(), begins_on=TODAY.replace(day=1, month=1), now=NOW)
    claim(table, table.energy.initiatives.get())
    home = " ".join(at_the_table.get(reverse("portal:account", args=[table.energy.pk])).content.decode().split())
    assert "<dt>Promised</dt> <dd> – </dd>" in home and "proposed, not agreed" in home
    statement = at_the_table.get(reverse("portal:item", args=[table.energy.pk, "statement", table.energy.pk]))
    page = " ".join(statement.content.decode().split())
    assert '<td class="num"> €0' not in page and page.count("proposed, not agreed") == 2
    assert page.count("not promised") == 1, "what is delivered and of no case says so"
    assert page.count('<td class="num"> – ') == 3  # the initiative and two sources of value
    assert '<td class="num customer-voice"> €' not in page


def test_our_page_lists_what_is_done_last_and_marks_it(table: World, signed_in: Callable[..., Client]) -> None:
    first = table.energy.actions.get()
    action_items.complete(ines(table), action=first, now=NOW)
    action_items.add(US, account=table.energy, title="Later one", now=NOW)
    page = signed_in(table.user(Role.SAM)).get(reverse("portal:together", args=[table.energy.pk])).content.decode()
    assert page.index("Later one") < page.index("Send the log") < page.index('<span class="chip good">done</span>')
    assert "to you" not in page and "to Halden Energy" in page


def test_a_guest_signs_what_waits(table: World, at_the_table: Client) -> None:
    asked = value.ask_for_claim(US, claim=claim(table), contact=table.signe, now=timezone.now())
    energy, address = table.energy.pk, reverse("portal:sign", args=[table.energy.pk, asked.pk])
    assert address in at_the_table.get(reverse("portal:account", args=[energy])).content.decode()
    assert at_the_table.post(address, {"answer": "partly", "amount-a": "100"}).status_code == 422
    assert at_the_table.post(address, {"answer": "partly", "amount-a": "100", "remark": "less"}).status_code == 302
    assert Signature.objects.get().amount == 160
    receipt = at_the_table.get(address).content.decode()
    assert "seal intact" in receipt
    assert at_the_table.post(address, {"answer": "agree"}).status_code == 409
    withdraw = reverse("portal:withdraw", args=[energy, asked.pk])
    assert at_the_table.post(withdraw, {"reason": "Audit"}).status_code == 302
    assert "You withdrew this" in at_the_table.get(address).content.decode()


def test_a_guest_signs_at_the_address_they_were_asked_at(table: World, at_the_table: Client) -> None:
    asked = value.ask_for_claim(US, claim=claim(table), contact=table.signe, now=timezone.now())
    asked.email = "signe@elsewhere.example"
    asked.save()
    answer = at_the_table.post(reverse("portal:sign", args=[table.energy.pk, asked.pk]), {"answer": "agree"})
    assert answer.status_code == 409 and "another address" in answer.content.decode()


def test_a_guest_reads_about_their_own_sign_in_in_their_language(table: World, at_the_table: Client) -> None:
    """In a frame that leads back to the workspace; what they may not reach says so in it, too."""
    accounts.edit_contact(ines(table), contact=table.signe, language="de", now=NOW)
    security = at_the_table.get(reverse("people:me")).content.decode()
    assert "Zurück " not in security and "Gemeinsamer Arbeitsbereich" in security and "API" not in security
    assert 'class="side"' not in security
    refused = at_the_table.get(reverse("process:find"))
    assert refused.status_code == 404 and "Zurück zum gemeinsamen Arbeitsbereich" in refused.content.decode()


def test_every_look_is_in_the_trail_once(table: World, at_the_table: Client) -> None:
    for _twice in range(2):
        at_the_table.get(reverse("portal:account", args=[table.energy.pk]))
    looks = Event.objects.filter(verb="looked at")
    assert looks.count() == 1 and looks.get().actor == table.user(Role.CUSTOMER_GUEST)


def test_access_ends_in_the_middle_of_a_session(table: World, at_the_table: Client) -> None:
    home = reverse("portal:account", args=[table.energy.pk])
    assert at_the_table.get(home).status_code == 200
    actions.revoke(ines(table), guest=Guest.objects.get(), now=NOW)
    assert at_the_table.get(home).status_code == 302  # to the sign-in


@pytest.mark.once
def test_a_guest_tries_every_address_with_every_method(world: World, signed_in: Callable[..., Client]) -> None:
    """Rows of the guest's very account behind every address; only the portal, one's own sign-in and personal links answer.

    Elsewhere the middleware refuses before there is a view, so that the same page says so each time: it is not rendered.
    """
    addresses = matrix.addresses(matrix.built_rows(laid(world), world.energy))
    client, wrong = signed_in(world.user(Role.CUSTOMER_GUEST)), []
    theirs = {name for name, roles in MATRIX.items() if Role.CUSTOMER_GUEST in roles} | OPEN
    for name in sorted(set(matrix.routes()) - {"people:sign-out"}):
        shown = nullcontext() if middleware.may_reach(name) else matrix.unrendered()
        for method in METHODS:
            with transaction.atomic(), shown:
                answer = getattr(client, method)(addresses[name])
                transaction.set_rollback(True)
            refused = (403, 404, 405) if middleware.may_reach(name) else (403, 404)  # a row that is not theirs
            if name not in theirs and answer.status_code not in refused:
                wrong.append(f"{method} {name}: {answer.status_code}")
            told = b"" if answer.streaming else answer.content
            if any(secret.encode() in told for secret in SECRETS):
                wrong.append(f"{method} {name} told a secret")
    assert not wrong


def test_a_guest_of_one_account_is_nobody_at_another(table: World, at_the_table: Client) -> None:
    for account in (table.group, table.wind, table.orsa):
        for name in ("account", "style"):
            assert at_the_table.get(reverse(f"portal:{name}", args=[account.pk])).status_code == 404
        assert at_the_table.get(reverse("portal:item", args=[account.pk, "statement", account.pk])).status_code == 404
        assert (
            at_the_table.get(reverse("portal:item", args=[table.energy.pk, "statement", account.pk])).status_code == 404
        )
    assert at_the_table.get(f"/portal/{table.energy.pk}/anything/1/").status_code == 404


def test_guests_have_no_operation(table: World, called_by: Callable[..., Client], at_the_table: Client) -> None:
    assert called_by(table.user(Role.CUSTOMER_GUEST)).get("/api/v1/me").status_code == 404
    assert at_the_table.get("/api/v1/accounts").status_code == 404


def test_our_side_and_the_view_as_the_customer(
    table: World, signed_in: Callable[..., Client], at_the_table: Client
) -> None:
    sam, energy = signed_in(table.user(Role.SAM)), table.energy.pk
    page = sam.get(reverse("portal:together", args=[energy])).content.decode()
    assert "5 items are shared" in page and "Second goal" in page and "Signe Dahl" in page
    ours = sam.get(reverse("portal:together-as-customer", args=[energy])).content.decode()
    theirs = at_the_table.get(reverse("portal:account", args=[energy])).content.decode()
    for title in ("Fewer outages", "Predictive care", "Send the log"):
        assert title in ours and title in theirs
    assert "Second goal" not in ours
    (objective,) = queries.shared_ids(table.energy)[ItemKind.OBJECTIVE]
    item = [energy, "objective", objective]
    assert sam.get(reverse("portal:together-as-customer-item", args=item)).status_code == 200
    assert sam.post(reverse("portal:together-comment", args=item), {"words": "We hear you"}).status_code == 302
    assert "We hear you" in at_the_table.get(reverse("portal:item", args=item)).content.decode()
    assert sam.post(reverse("portal:together-unshare", args=item)).status_code == 302
    assert at_the_table.get(reverse("portal:item", args=item)).status_code == 404
    look = reverse("portal:together-look", args=[energy])
    assert sam.post(look, {"colour": "yellow", "welcome": "kept"}).status_code == 422
    assert sam.post(look, {"colour": "#6a0dad", "welcome": "Hello"}).status_code == 302
    style = at_the_table.get(reverse("portal:style", args=[energy]))
    assert style.content.decode() == ":root { --brand: #6a0dad; }\n" and style.headers["Content-Type"] == "text/css"
    proposal = actions.propose(greta(table), guest=Guest.objects.get(), kind=ItemKind.ACTION, title="Call us", now=NOW)
    assert "Call us" in sam.get(reverse("portal:together", args=[energy])).content.decode()
    decide = reverse("portal:together-decide", args=[energy, proposal.pk])
    for undecided in ({"answer": "hm"}, {"take_up": "no", "answer": "hm"}):
        assert sam.post(decide, undecided).status_code == 422
    proposal.refresh_from_db()
    assert proposal.decided_at is None
    decided = sam.post(decide, {"take_up": "true"})
    assert decided.status_code == 302
    assert "Call us" in at_the_table.get(reverse("portal:account", args=[energy])).content.decode()
    assert sam.post(reverse("portal:together-readiness", args=[energy]), {"no_tender": "on"}).status_code == 302


def test_a_person_who_is_gone_is_refused_where_the_others_are_offered(
    table: World, signed_in: Callable[..., Client]
) -> None:
    sam = signed_in(table.user(Role.SAM))
    refused = sam.post(reverse("portal:together-invite", args=[table.energy.pk]), {"contact": 999_999})
    page = refused.content.decode()
    assert (
        refused.status_code == 422 and "Select a valid choice." in page and "Jon Ek (no email address)</option>" in page
    )


@pytest.mark.parametrize("number", [0, 2**63])
def test_an_item_of_no_possible_number_is_not_found(
    table: World, signed_in: Callable[..., Client], number: int
) -> None:
    sam, item = signed_in(table.user(Role.SAM)), [table.energy.pk, "objective", number]
    assert sam.post(reverse("portal:together-share", args=item)).status_code == 404
    assert sam.post(reverse("portal:together-comment", args=item), {"words": "We hear you"}).status_code == 404


def test_queries_do_not_grow_with_what_is_shared(table: World, at_the_table: Client) -> None:
    home = reverse("portal:account", args=[table.energy.pk])
    at_the_table.get(home)
    with CaptureQueriesContext(connection) as few:
        at_the_table.get(home)
    for number in range(8):
        more = action_items.add(US, account=table.energy, title=f"Task {number}", customer_owner=table.jon, now=NOW)
        actions.share(ines(table), account=table.energy, kind=ItemKind.ACTION, item=more.pk, now=NOW)
    with CaptureQueriesContext(connection) as many:
        at_the_table.get(home)
    assert len(many) == len(few)


def test_what_is_not_met_is_listed_where_one_invites_and_may_be_meant_anyway(
    table: World, signed_in: Callable[..., Client]
) -> None:
    sam, address = signed_in(table.user(Role.SAM)), reverse("portal:together-invite", args=[table.energy.pk])
    accounts.edit_contact(US, contact=table.jon, email="", now=NOW)
    sent = {"contact": str(table.jon.pk), "email": "jon@halden.example"}
    answer = sam.post(address, sent)
    page = answer.content.decode()
    assert answer.status_code == 409 and "Back to my day" not in page
    assert "Invite anyway?" in page and "<li>No tender is open in which" in page
    assert 'name="anyway" value="true"' in page and 'value="jon@halden.example"' in page
    table.jon.refresh_from_db()
    assert table.jon.email == "" and not Guest.objects.filter(contact=table.jon).exists()
    assert sam.post(address, {**sent, "anyway": "true"}).status_code == 302
    table.jon.refresh_from_db()
    assert table.jon.email == "jon@halden.example" and Guest.objects.filter(contact=table.jon).exists()
    assert Event.objects.filter(verb="edited contact", subject=f"contact:{table.jon.pk}").exists()


def test_an_address_that_is_missing_or_wrong_is_asked_for_at_its_field(
    table: World, signed_in: Callable[..., Client]
) -> None:
    sam, address = signed_in(table.user(Role.SAM)), reverse("portal:together-invite", args=[table.energy.pk])
    accounts.edit_contact(US, contact=table.jon, email="", now=NOW)
    for email, sentence in (("", "has no email address"), ("jon at home", "valid email address")):
        answer = sam.post(address, {"contact": str(table.jon.pk), "email": email, "anyway": "true"})
        assert answer.status_code == 422 and sentence in answer.content.decode()
    assert not Guest.objects.filter(contact=table.jon).exists()
