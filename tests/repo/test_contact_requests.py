"""Every kind of request to a contact keeps the same promises: whose link opens what, when it ends, and what is written."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string

from covalue.accounts import actions as accounts
from covalue.contact_requests import letters
from covalue.contact_requests.kinds import Happened, RequestKind
from covalue.contact_requests.models import ContactRequest
from covalue.core import errors
from covalue.core.events import Actor
from covalue.core.models import Event
from covalue.handovers import actions as handovers
from covalue.people.rules import Role
from covalue.positioning.kind import POSITIONS
from covalue.positioning.tests import samples as positions
from covalue.standing.kind import ASSESSMENTS
from covalue.standing.tests import samples as standing
from covalue.value import actions as value
from covalue.value.cases.readiness import CaseGap
from covalue.value.signing.kind import SIGNATURES
from covalue.value.tests.test_signing import BOTH
from tests.world import NOW, TODAY, US, World

Ask = Callable[[World, Actor], ContactRequest]


def _signature(world: World, actor: Actor) -> ContactRequest:
    case = value.start(US, account=world.energy, title="Care", sheet=BOTH, now=NOW)
    return value.ask_for_case(actor, initiative=case, contact=world.signe, now=NOW, without=tuple(CaseGap))


def _assessment(world: World, actor: Actor) -> ContactRequest:
    return standing.opened(world.energy, contacts=[world.signe], actor=actor).requests.get()


def _position(world: World, actor: Actor) -> ContactRequest:
    return positions.asked(world.energy, world.signe, actor=actor)


KINDS: dict[str, tuple[RequestKind[Any], Ask]] = {
    "SignatureRequests": (SIGNATURES, _signature),
    "AssessmentRequests": (ASSESSMENTS, _assessment),
    "PositionRequests": (POSITIONS, _position),
}
EACH = pytest.mark.parametrize("name", KINDS)


@pytest.fixture(autouse=True)
def asked_today(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    accounts.edit_contact(US, contact=world.signe, email="signe@halden.test", now=NOW)
    world.signe.refresh_from_db()


def _asked(world: World, name: str) -> tuple[RequestKind[Any], Any]:
    kind, ask = KINDS[name]
    return kind, ask(world, Actor(world.user(Role.SAM), "test"))


def _page(kind: RequestKind[Any], request: ContactRequest) -> Any:
    return Client().get(reverse(kind.page, args=[kind.secret_of(request)]))


def test_every_kind_has_its_row() -> None:
    assert {kind.__name__ for kind in RequestKind.__subclasses__()} == set(KINDS)
    assert len({kind.purpose for kind, _ask in KINDS.values()}) == len(KINDS)


@EACH
def test_it_has_a_verb_for_all_that_happens_and_its_tasks(name: str) -> None:
    kind = KINDS[name][0]
    assert set(kind.verbs) == set(Happened)
    for task in ("send_request", "remind", "ask_to_confirm", "tell_of_change", *kind.told_by.values()):
        assert import_string(f"{kind.tasks}.{task}")


@EACH
def test_a_link_opens_its_own_request_and_none_of_another_kind(world: World, name: str) -> None:
    kind, request = _asked(world, name)
    assert _page(kind, request).status_code == 200
    secret = kind.secret_of(request)
    for wrong in (secret[:-1], secret + "0", secret.upper(), f"{request.pk}-", str(request.pk), "0-" + secret):
        with pytest.raises(errors.NotFound):
            kind.requested(wrong)
    for other, _ask in KINDS.values():
        if other is not kind:
            with pytest.raises(errors.NotFound):
                other.requested(secret)
            assert Client().get(reverse(other.page, args=[secret])).status_code == 404


@EACH
def test_its_page_is_for_one_reader(world: World, name: str) -> None:
    kind, request = _asked(world, name)
    page = _page(kind, request)
    assert "no-store" in page.headers["Cache-Control"] and b'content="noindex, nofollow"' in page.content
    assert page.headers["Referrer-Policy"] in ("same-origin", "no-referrer")
    assert request.nonce.encode() not in page.content
    assert request.nonce not in kind.secret_of(request)


@EACH
def test_the_letter_goes_to_their_address_in_their_language(world: World, name: str) -> None:
    accounts.edit_contact(US, contact=world.signe, language="de", now=NOW)
    world.signe.refresh_from_db()
    kind, request = _asked(world, name)
    kind.send_request_now(request.pk, again=False)
    letter = mail.outbox[-1]
    assert letter.to == ["signe@halden.test"] and letters.link_of(kind, request) in letter.body
    assert "Guten Tag Signe Dahl" in letter.body and letter.reply_to == [world.user(Role.SAM).email]
    assert _page(kind, request).headers["Content-Language"] == "de"


@EACH
@pytest.mark.parametrize("end", ["revoked", "address", "name", "merged", "erased"])
def test_it_ends_for_good_and_nothing_is_written_any_more(world: World, name: str, end: str) -> None:
    kind, request = _asked(world, name)
    kind.send_request_now(request.pk, again=False)
    if end == "revoked":
        kind.revoke(US, request=request, now=NOW)
    elif end == "address":
        accounts.edit_contact(US, contact=world.signe, email="other@halden.test", now=NOW)
    elif end == "name":
        accounts.edit_contact(US, contact=world.signe, name="Somebody Else", now=NOW)
    elif end == "merged":
        accounts.edit_contact(US, contact=world.jon, email="jon@halden.test", now=NOW)
        accounts.merge_contacts(US, kept=world.jon, gone=[world.signe], now=NOW)
    else:
        accounts.erase_contact(US, contact=world.signe, keep_words=False, now=NOW)
    request.refresh_from_db()
    assert request.revoked_at is not None and _page(kind, request).status_code == 409
    mail.outbox.clear()
    kind.send_request_now(request.pk, again=False)
    kind.send_request_now(request.pk, again=True)
    kind.remind_now(request.pk)
    kind.ask_to_confirm_now(request.pk)
    assert mail.outbox == [] and (end != "erased" or request.email == "")


@EACH
def test_it_is_reminded_of_at_most_once_a_day(world: World, name: str) -> None:
    kind, request = _asked(world, name)
    with pytest.raises(errors.WrongState, match="less than a day"):
        kind.remind(US, request=request, now=NOW + timedelta(hours=1))
    kind.remind(US, request=request, now=NOW + timedelta(days=2))
    with pytest.raises(errors.WrongState, match="less than a day"):
        kind.remind(US, request=request, now=NOW + timedelta(days=2, hours=1))
    request.refresh_from_db()
    assert request.reminders == 1
    assert Event.objects.filter(verb=kind.verbs[Happened.REMINDED]).count() == 1


@EACH
def test_at_a_handover_it_is_the_new_owners_question_and_comes_back(world: World, name: str) -> None:
    kind, request = _asked(world, name)
    ines, nils = world.user(Role.SAM), world.stranger
    accounts.edit(US, account=world.energy, owner=ines, now=NOW)
    handed = handovers.hand_over(Actor(ines, "test"), accounts=[world.energy], taker=nils, holds_from=TODAY, now=NOW)
    request.refresh_from_db()
    assert request.asked_by == nils and handed.shares.get().requests_moved == 1
    kind.send_request_now(request.pk, again=True)
    assert mail.outbox[-1].reply_to == [nils.email]
    handovers.undo(US, handover=handed, now=NOW + timedelta(days=1))
    request.refresh_from_db()
    assert request.asked_by == ines


@EACH
def test_nothing_goes_to_an_address_only_the_asker_stands_behind(world: World, name: str) -> None:
    sam = Actor(world.user(Role.SAM), "test")
    accounts.edit_contact(sam, contact=world.signe, email="mine@halden.test", now=NOW)
    world.signe.refresh_from_db()
    kind, request = _asked(world, name)
    kind.send_request_now(request.pk, again=False)
    assert request.held and mail.outbox == [] and _page(kind, request).status_code == 409
    with pytest.raises(errors.NotAllowed):
        kind.confirm_address(sam, request=request, now=NOW)
    kind.confirm_address(Actor(world.user(Role.TEAM_MEMBER), "test"), request=request, now=NOW)
    request.refresh_from_db()
    kind.send_request_now(request.pk, again=False)
    assert not request.held and mail.outbox[-1].to == ["mine@halden.test"]
    assert Event.objects.filter(verb=kind.verbs[Happened.LET_GO]).exists()
