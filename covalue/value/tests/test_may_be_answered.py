"""One rule for what may still be answered: by opening, code, signing, reminding, link and guest; and one question a person."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from covalue.accounts import actions as accounts
from covalue.core import errors
from covalue.people.rules import Role
from covalue.value import actions, queries, tasks
from covalue.value.cases import actions as case_actions
from covalue.value.claims import actions as claim_actions
from covalue.value.claims.deliveries import Delivered
from covalue.value.models import Claim, Signature, SignatureRequest
from covalue.value.signing import links
from covalue.value.signing.actions import ours, theirs
from covalue.value.tests.test_actions import case, ines
from covalue.value.tests.test_signing import BOTH, ask, claim, sign, signer
from tests.world import NOW, TODAY, US, World

__all__ = ["signer"]
pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=2)
OTHER = (Delivered(key="a", title="Outages avoided", group="risk", amount=Decimal(150)),)


def leaves(world: World) -> None:
    accounts.edit_contact(ines(world), contact=world.signe, departed_on=TODAY, now=NOW)


def comes_back(world: World) -> None:
    accounts.edit_contact(ines(world), contact=world.signe, departed_on=None, now=NOW)


def every_door(request: SignatureRequest) -> list[Callable[[], object]]:
    return [
        lambda: theirs.ask_for_code(signature_request=request, now=LATER),
        lambda: theirs.open_by_code(US, signature_request=request, code="123456", now=LATER),
        lambda: sign(request),
        lambda: theirs.give_back(US, signature_request=request, words="not mine", now=LATER),
        lambda: ours.remind(US, signature_request=request, now=LATER),
    ]


def test_who_has_left_answers_nothing_by_any_door_and_who_asked_is_told(signer: World) -> None:
    request = ask(signer, claim(signer))
    leaves(signer)
    for door in every_door(request):
        with pytest.raises(errors.WrongState, match="has left the company"):
            door()
    tasks.send_code.call(request.pk)
    tasks.send_request.call(request.pk, True)
    assert not [letter for letter in mail.outbox if "signe@halden.example" in letter.to]
    tasks.tell_of_leaving.call(request.pk)
    assert mail.outbox[-1].to == [request.asked_by.email] and "has left" in mail.outbox[-1].subject
    assert not Signature.objects.exists()


def test_it_is_open_again_once_they_are_back(signer: World) -> None:
    request = ask(signer, claim(signer))
    leaves(signer)
    comes_back(signer)
    tasks.tell_of_leaving.call(request.pk)
    assert not mail.outbox
    assert sign(request).answer == "agree"


def test_the_link_says_that_they_have_left_in_their_language(signer: World, client: Client) -> None:
    accounts.edit_contact(US, contact=signer.signe, language="de", now=NOW)
    request = actions.ask_for_claim(ines(signer), claim=claim(signer), contact=signer.signe, now=timezone.now())
    leaves(signer)
    page = client.get(reverse("value:sign", args=[links.secret_of(request.pk, request.nonce)]))
    assert page.status_code == 409 and "nicht mehr im Unternehmen" in page.content.decode()


def test_a_receipt_is_not_opened_by_who_has_left(signer: World) -> None:
    request = ask(signer, claim(signer))
    sign(request)
    leaves(signer)
    with pytest.raises(errors.WrongState, match="has left the company"):
        theirs.ask_for_code(signature_request=request, now=LATER)


def test_what_was_replaced_is_answered_by_no_door(signer: World) -> None:
    first = claim(signer)
    request = ask(signer, first)
    anew = actions.replace_claim(ines(signer), claim=first, lines=OTHER, now=NOW)
    SignatureRequest.objects.filter(pk=request.pk).update(revoked_at=None)  # asked in the same moment
    for door in every_door(request):
        with pytest.raises(errors.WrongState, match="replaced"):
            door()
    actions.remove_claim(ines(signer), claim=anew, now=NOW)
    assert sign(request).answer == "agree"


def test_what_was_removed_is_answered_by_no_door_until_it_is_back(signer: World) -> None:
    found = case(signer, BOTH)
    request = ask(signer, found)
    case_actions.remove(US, found, now=NOW)
    for door in every_door(request):
        with pytest.raises(errors.WrongState, match="withdrawn"):
            door()
    case_actions.restore(US, found, now=NOW)
    assert sign(request).answer == "agree"


def test_a_claim_of_a_case_that_was_removed_is_not_signed(signer: World) -> None:
    found = claim(signer)
    request = ask(signer, found)
    case_actions.remove(US, found.initiative, now=NOW)
    with pytest.raises(errors.WrongState, match="withdrawn"):
        sign(request)


def test_two_contacts_who_are_one_have_one_open_question(signer: World) -> None:
    found = claim(signer)
    accounts.edit_contact(US, contact=signer.jon, email="signe@halden.example", now=NOW)
    first = ask(signer, found)
    second = actions.ask_for_claim(ines(signer), claim=found, contact=signer.jon, now=NOW + timedelta(minutes=1))
    accounts.merge_contacts(ines(signer), kept=signer.signe, gone=[signer.jon], now=NOW)
    assert list(queries.waiting_requests()) == [first]
    tasks.tell_of_merging.call(second.pk)
    assert mail.outbox[-1].subject.startswith("One of the requests")
    sign(first)
    with pytest.raises(errors.WrongState):
        sign(second)


def test_what_was_asked_at_the_address_of_who_was_merged_ends(signer: World) -> None:
    request = actions.ask_for_claim(US, claim=claim(signer), contact=signer.jon, now=NOW)
    accounts.merge_contacts(ines(signer), kept=signer.signe, gone=[signer.jon], now=NOW)
    with pytest.raises(errors.WrongState, match="withdrawn"):
        sign(request)


def test_nobody_signs_on_behalf_of_themselves_after_a_merge(signer: World) -> None:
    accounts.edit_contact(US, contact=signer.jon, email="signe@halden.example", now=NOW)
    request = ask(signer, claim(signer), on_behalf_of=signer.jon)
    accounts.merge_contacts(ines(signer), kept=signer.signe, gone=[signer.jon], now=NOW)
    with pytest.raises(errors.WrongState):
        sign(request)


def replaced_and_removed(world: World) -> tuple[Claim, Claim]:
    """A claim and the one that replaced it, both removed, the replacement first."""
    first = claim(world)
    ask(world, first)
    second = actions.replace_claim(ines(world), claim=first, lines=OTHER, now=NOW)
    actions.remove_claim(ines(world), claim=second, now=NOW)
    first.refresh_from_db()
    return first, second


def test_a_quarter_claimed_again_is_not_claimed_twice_by_a_restore(signer: World) -> None:
    first, second = replaced_and_removed(signer)
    actions.remove_claim(ines(signer), claim=first, now=NOW)
    claim(signer, first.initiative)
    for gone in (first, second):
        with pytest.raises(errors.WrongState, match="already been claimed"):
            actions.restore_claim(ines(signer), claim=gone, now=NOW)
        gone.refresh_from_db()
        assert gone.removed_at is not None


def test_a_claim_replaced_another_way_since_is_not_restored(signer: World) -> None:
    first, second = replaced_and_removed(signer)
    actions.replace_claim(ines(signer), claim=first, lines=OTHER, now=NOW)
    with pytest.raises(errors.WrongState, match="already been claimed"):
        actions.restore_claim(ines(signer), claim=second, now=NOW)


def test_a_replacement_is_restored_where_nothing_stands_against_it(signer: World) -> None:
    first, second = replaced_and_removed(signer)
    actions.restore_claim(ines(signer), claim=second, now=NOW)
    second.refresh_from_db()
    assert second.removed_at is None
    with pytest.raises(errors.WrongState):
        ask(signer, first)


def test_a_claim_is_not_restored_to_a_case_that_was_removed(signer: World) -> None:
    found = claim(signer)
    actions.remove_claim(ines(signer), claim=found, now=NOW)
    case_actions.remove(US, found.initiative, now=NOW)
    found.refresh_from_db()
    with pytest.raises(errors.WrongState):
        actions.restore_claim(ines(signer), claim=found, now=NOW)


def test_what_only_the_database_refuses_is_a_sentence_on_page_and_api(
    signer: World, signed_in: Callable[..., Client], called_by: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two people at the same moment: the guard of one looked before the other had saved."""
    first, second = replaced_and_removed(signer)
    actions.replace_claim(ines(signer), claim=first, lines=OTHER, now=NOW)
    monkeypatch.setattr(claim_actions, "_guard_period", lambda *told, **more: None)
    page = signed_in(signer.user(Role.SAM)).post(
        reverse("value:restore-claim", args=[second.pk]), headers={"accept": "application/json"}
    )
    assert page.status_code == 409 and "saved by now" in page.content.decode()
    answer = called_by(signer.user(Role.SAM)).post(f"/api/v1/claims/{second.pk}/restore")
    assert answer.status_code == 409 and "saved by now" in answer.json()["detail"]
    second.refresh_from_db()
    assert second.removed_at is not None
