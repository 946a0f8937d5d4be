"""Nobody of ours makes a signature alone: the address asked is kept, a changed one ends what waits, a second of us confirms."""

from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from covalue.accounts import actions as accounts
from covalue.accounts import addresses
from covalue.accounts.models import Contact
from covalue.core import errors
from covalue.core.events import Actor
from covalue.core.models import Event
from covalue.masterdata.rules import Noun
from covalue.masterdata.tests.test_actions import Bring, bring, taken_back
from covalue.people.rules import Role
from covalue.value import actions, tasks
from covalue.value.cases.readiness import CaseGap
from covalue.value.models import Claim, Initiative, SignatureRequest
from covalue.value.my_day import to_confirm
from covalue.value.signing.actions import theirs
from covalue.value.tests.test_actions import ines
from covalue.value.tests.test_signing import BOTH, LINES, Q3, ask, claim, sign, signer
from covalue.web.my_day import Day
from tests import api
from tests.world import NOW, US, World

__all__ = ["bring", "signer"]
pytestmark = pytest.mark.django_db
OWN = "ines.private@mail.example"


def take_over(world: World) -> None:
    """Ines gives Signe a mailbox of her own."""
    accounts.edit_contact(ines(world), contact=world.signe, email=OWN, now=NOW)


def karl(world: World) -> Actor:
    return Actor(world.user(Role.TEAM_MEMBER), "test")


def test_who_entered_the_address_cannot_have_it_signed_alone(signer: World) -> None:
    take_over(signer)
    request = ask(signer, claim(signer))
    assert request.held and request.email == OWN
    tasks.send_request.call(request.pk, False)
    tasks.send_code.call(request.pk)
    assert not [letter for letter in mail.outbox if OWN in letter.to]
    with pytest.raises(errors.WrongState):
        theirs.ask_for_code(signature_request=request, now=NOW)
    with pytest.raises(errors.WrongState):
        sign(request)
    with pytest.raises(errors.NotAllowed):
        actions.confirm_address(ines(signer), signature_request=request, now=NOW)


def test_a_colleague_confirms_the_address_and_it_is_sent(signer: World) -> None:
    take_over(signer)
    request = ask(signer, claim(signer))
    tasks.ask_to_confirm.call(request.pk)
    others = {signer.user(role).email for role in (Role.TEAM_MEMBER, Role.EXECUTIVE_SPONSOR)}
    assert {address for letter in mail.outbox for address in letter.to} == others
    assert all(OWN in letter.body for letter in mail.outbox)
    [item] = to_confirm(Day(signer.user(Role.TEAM_MEMBER), NOW.date()))
    assert item.act is not None and OWN in item.why
    assert not list(to_confirm(Day(signer.user(Role.SAM), NOW.date())))
    actions.confirm_address(karl(signer), signature_request=request, now=NOW)
    request.refresh_from_db()
    tasks.send_request.call(request.pk, False)
    assert not request.held and mail.outbox[-1].to == [OWN]
    assert sign(request).signer_email == OWN
    known = addresses.current(Contact.objects.get(pk=signer.signe.pk))
    assert known is not None and known.confirmed_by == karl(signer).user
    assert not ask(signer, claim(signer)).held, "confirmed once, an address is confirmed"


def tove(world: World) -> Actor:
    return Actor(world.user(Role.EXECUTIVE_SPONSOR), "test")


@pytest.mark.parametrize(
    ("entered", "wrote", "asks", "confirmed", "held"),
    [
        ("ines", "ines", "ines", None, True),
        ("ines", "karl", "ines", None, True),
        ("ines", "ines", "karl", None, True),
        ("ines", "karl", "karl", None, False),
        ("ines", "karl", "tove", None, False),
        ("ines", "ines", "ines", "karl", False),
        ("ines", "karl", "ines", "karl", False),
        ("ines", "ines", "karl", "tove", False),
        (None, "ines", "ines", None, False),
        (None, "ines", "karl", None, False),
    ],
)
def test_behind_every_address_there_are_two_of_us(
    signer: World, entered: str | None, wrote: str, asks: str, confirmed: str | None, held: bool
) -> None:
    cast = {"ines": ines(signer), "karl": karl(signer), "tove": tove(signer), None: US}
    accounts.edit_contact(cast[entered], contact=signer.signe, email=OWN, now=NOW)
    if confirmed:
        addresses.confirm(cast[confirmed], signer.signe, NOW)
    told = {"initiative": another(signer), "period": Q3, "currency": "EUR", "lines": LINES, "now": NOW}
    row = actions.claim(cast[wrote], **told)  # type: ignore[arg-type]
    assert actions.ask_for_claim(cast[asks], claim=row, contact=signer.signe, now=NOW).held == held


@pytest.mark.parametrize("what", ["claim", "case"])
def test_who_edits_what_is_asked_wrote_it_too(signer: World, what: str) -> None:
    """Karl asks what Ines wrote a part of, at an address of hers: he says that it is right, or another does."""
    take_over(signer)
    case = another(signer)
    row: Claim | Initiative = case
    if what == "claim":
        row = actions.claim(karl(signer), initiative=case, period=Q3, currency="EUR", lines=LINES, now=NOW)
        actions.edit_claim(ines(signer), claim=row, remark="More of it", now=NOW)
        request = actions.ask_for_claim(karl(signer), claim=row, contact=signer.signe, now=NOW)
    else:
        sheet = BOTH.model_copy(update={"lines": BOTH.lines[:-1]})
        actions.write(ines(signer), initiative=case, sheet=sheet, seen_revision=case.revision, now=NOW)
        case.refresh_from_db()
        request = actions.ask_for_case(
            karl(signer), initiative=case, contact=signer.signe, now=NOW, without=tuple(CaseGap)
        )
    assert request.held
    with pytest.raises(errors.NotAllowed):
        actions.confirm_address(ines(signer), signature_request=request, now=NOW)
    [item] = to_confirm(Day(signer.user(Role.TEAM_MEMBER), NOW.date()))
    assert "Ines Moreau entered" in item.why and "what Karl Lund asks to sign" in item.why
    tasks.ask_to_confirm.call(request.pk)
    assert all("Ines Moreau wrote it and entered" in letter.body for letter in mail.outbox)
    assert [signer.user(Role.SAM).email] not in [letter.to for letter in mail.outbox]
    actions.confirm_address(karl(signer), signature_request=request, now=NOW)
    request.refresh_from_db()
    assert not request.held


def test_where_there_is_nobody_else_the_record_says_so(signer: World, signed_in: Callable[..., Client]) -> None:
    take_over(signer)
    everybody = [user for user in signer.users.values() if user != signer.user(Role.SAM)]
    for user in [*everybody, signer.stranger]:
        user.deactivated_at = NOW
        user.save()
    request = ask(signer, claim(signer))
    assert not request.held
    page = signed_in(signer.user(Role.SAM)).get(reverse("value:signature", args=[sign(request).pk])).content.decode()
    assert OWN in page and "confirmed by nobody else of us" in " ".join(page.split())


@pytest.mark.parametrize("door", ["action", "api", "file"])
def test_a_changed_address_ends_what_waits_and_the_old_one_is_told(
    signer: World, called_by: Callable[..., Client], bring: Bring, door: str
) -> None:
    request, sam = ask(signer, claim(signer)), signer.user(Role.SAM)
    if door == "action":
        take_over(signer)
    elif door == "api":
        client, path = called_by(sam), f"/contacts/{signer.signe.pk}"
        version = client.get(f"/api/v1{path}").headers["ETag"]
        api.patch(client, path, {"email": OWN}, version)
    else:
        accounts.edit_contact(ines(signer), contact=signer.signe, email="", now=NOW)
        SignatureRequest.objects.update(revoked_at=None)
        record = bring(
            Noun.CONTACTS, f"name,account,email\n{signer.signe.name},{signer.energy.name},{OWN}\n", ines(signer)
        )
        assert record.changed == 1
        known = addresses.current(Contact.objects.get(pk=signer.signe.pk))
        assert known is not None and (known.email, known.entered_by) == (OWN, sam)
        return
    request.refresh_from_db()
    assert request.revoked_at is not None
    tasks.tell_of_change.call(request.pk)
    assert [letter.to for letter in mail.outbox][-2:] == [["signe@halden.example"], [sam.email]]
    with pytest.raises(errors.WrongState):
        sign(request)


def test_a_merge_that_fills_an_address_is_the_work_of_who_merged(signer: World) -> None:
    """Nor does its undo leave a request open at an address that is theirs no more."""
    accounts.edit_contact(US, contact=signer.jon, email="", now=NOW)
    gone = accounts.add_contact(ines(signer), account=signer.energy, name="Jon E.", email=OWN, now=NOW)
    [merge] = accounts.merge_contacts(ines(signer), kept=signer.jon, gone=[gone], now=NOW)
    signer.jon.refresh_from_db()
    request = ask(signer, claim(signer), contact=signer.jon)
    assert request.held
    accounts.undo_contact_merge(ines(signer), merge=merge, now=NOW)
    request.refresh_from_db()
    assert request.revoked_at is not None


def test_what_was_asked_of_one_contact_does_not_move_to_another_by_a_merge(signer: World) -> None:
    """A helper's address is confirmed and asked; then the helper becomes somebody who had no address."""
    helper = accounts.add_contact(ines(signer), account=signer.energy, name="Bea Helper", email=OWN, now=NOW)
    request = ask(signer, claim(signer), contact=helper)
    actions.confirm_address(karl(signer), signature_request=request, now=NOW)
    accounts.edit_contact(ines(signer), contact=signer.jon, email="", now=NOW)
    signer.jon.refresh_from_db()
    accounts.merge_contacts(ines(signer), kept=signer.jon, gone=[helper], now=NOW)
    request.refresh_from_db()
    assert request.revoked_at is not None
    with pytest.raises(errors.WrongState):
        sign(request)


def test_another_name_is_another_person_at_the_address(signer: World) -> None:
    """What a colleague confirmed was confirmed of the person before."""
    helper = accounts.add_contact(ines(signer), account=signer.energy, name="Cal Assistant", email=OWN, now=NOW)
    request = ask(signer, claim(signer), contact=helper)
    actions.confirm_address(karl(signer), signature_request=request, now=NOW)
    accounts.edit_contact(ines(signer), contact=helper, name="Hal Jennings", now=NOW)
    request.refresh_from_db()
    assert request.revoked_at is not None
    with pytest.raises(errors.WrongState):
        sign(request)
    assert ask(signer, request.claim, contact=helper).held


def typo(world: World) -> None:
    """Ines gives Signe a mailbox of her own, and a name somebody will want to correct."""
    accounts.edit_contact(ines(world), contact=world.signe, email=OWN, name="Sigme Dahl", now=NOW)


def corrected_by_a_colleague(world: World, bring: Bring) -> None:
    typo(world)
    accounts.edit_contact(karl(world), contact=world.signe, name="Signe Dahl", now=NOW)


def corrected_by_a_file(world: World, bring: Bring) -> None:
    typo(world)
    bring(Noun.CONTACTS, f"name,account,email\nSigne Dahl,Halden Energy,{OWN}\n", US)


def merged_by_a_colleague(world: World, bring: Bring) -> None:
    accounts.edit_contact(US, contact=world.signe, email="", now=NOW)
    double = accounts.add_contact(ines(world), account=world.energy, name="Signe Dahl", email=OWN, now=NOW)
    accounts.merge_contacts(karl(world), kept=world.signe, gone=[double], now=NOW)


def emptied_by_a_file_that_is_undone(world: World, bring: Bring) -> None:
    take_over(world)
    emptied = bring(Noun.CONTACTS, "name,account,email\nSigne Dahl,Halden Energy,(empty)\n", ines(world))
    taken_back(emptied)


@pytest.mark.parametrize(
    "passed_on",
    [corrected_by_a_colleague, corrected_by_a_file, merged_by_a_colleague, emptied_by_a_file_that_is_undone],
)
def test_what_others_do_with_a_contact_vouches_for_no_address(
    signer: World, bring: Bring, passed_on: Callable[[World, Bring], None]
) -> None:
    passed_on(signer, bring)
    signer.signe.refresh_from_db()
    request = ask(signer, claim(signer))
    assert (request.email, request.held) == (OWN, True)
    assert addresses.entered_by(signer.signe) == "Ines Moreau"
    with pytest.raises(errors.NotAllowed):
        actions.confirm_address(ines(signer), signature_request=request, now=NOW)


def test_who_corrected_the_name_asks_a_third_and_where_there_is_none_confirms_it(signer: World, bring: Bring) -> None:
    corrected_by_a_colleague(signer, bring)
    assert set(addresses.could_confirm(signer.signe, signer.energy)).isdisjoint(
        {signer.user(Role.SAM), signer.user(Role.TEAM_MEMBER)}
    )
    assert addresses.waits(signer.user(Role.TEAM_MEMBER), signer.signe, signer.energy)
    with pytest.raises(errors.NotAllowed):
        addresses.confirm(karl(signer), signer.signe, NOW)


def test_the_sign_for_kelvin_is_no_k(signer: World) -> None:
    accounts.edit_contact(US, contact=signer.signe, email="kai@halden.example", now=NOW)
    with pytest.raises(errors.BadInput):
        accounts.edit_contact(ines(signer), contact=signer.signe, email="\u212aai@halden.example", now=NOW)
    Contact.objects.filter(pk=signer.signe.pk).update(email="\u212aai@halden.example")  # from before it was refused
    signer.signe.refresh_from_db()
    addresses.note(ines(signer), signer.signe, "kai@halden.example", NOW)
    assert addresses.entered_by(signer.signe) == "Ines Moreau"


def test_a_name_that_is_only_written_otherwise_changes_nothing(signer: World) -> None:
    request = ask(signer, claim(signer))
    accounts.edit_contact(ines(signer), contact=signer.signe, name="signe  DÁHL", now=NOW)
    request.refresh_from_db()
    assert request.revoked_at is None and not request.held


def test_a_file_that_renames_ends_what_waits_too(signer: World, bring: Bring) -> None:
    request = ask(signer, claim(signer))
    bring(Noun.CONTACTS, f"account,name,email\nHalden Energy,Ina Holm,{signer.signe.email}\n")
    request.refresh_from_db()
    signer.signe.refresh_from_db()
    assert (request.revoked_at is not None) == (signer.signe.name == "Ina Holm")


def test_the_same_address_in_capitals_changes_nothing(signer: World) -> None:
    request = ask(signer, claim(signer))
    accounts.edit_contact(ines(signer), contact=signer.signe, email="Signe@Halden.Example", now=NOW)
    request.refresh_from_db()
    assert request.revoked_at is None


def test_a_domain_that_only_folds_alike_is_another_address(signer: World) -> None:
    accounts.edit_contact(US, contact=signer.signe, email="signe@strasse.example", now=NOW)
    with pytest.raises(errors.BadInput, match="Mail to this address would go to another one"):
        accounts.edit_contact(ines(signer), contact=signer.signe, email="signe@straße.example", now=NOW)
    accounts.edit_contact(ines(signer), contact=signer.signe, email="signe@xn--strae-oqa.example", now=NOW)
    assert ask(signer, claim(signer)).held


def test_what_no_colleague_let_go_in_time_says_so(signer: World) -> None:
    take_over(signer)
    request = ask(signer, claim(signer))
    tasks.tell_of_expiry.call(request.pk)
    letter = mail.outbox[-1]
    assert letter.to == [signer.user(Role.SAM).email] and "never sent" in letter.subject
    assert "has not answered" not in letter.body


def test_address_and_changes_stand_beside_the_signature(signer: World, called_by: Callable[..., Client]) -> None:
    signature = sign(ask(signer, claim(signer)))
    take_over(signer)
    told = api.get(called_by(signer.user(Role.SAM)), f"/signatures/{signature.pk}")
    assert told["email"] == "signe@halden.example"
    assert [(row["email"], row["entered_by"] and row["entered_by"]["id"]) for row in told["addresses"]] == [
        (OWN, signer.user(Role.SAM).pk),
        ("signe@halden.example", None),
    ]


def test_the_letter_and_the_code_go_to_the_address_that_was_asked(signer: World) -> None:
    request = ask(signer, claim(signer))
    Contact.objects.filter(pk=signer.signe.pk).update(email=OWN)  # outside the product
    tasks.send_request.call(request.pk, False)
    tasks.send_code.call(request.pk)
    assert {address for letter in mail.outbox for address in letter.to} == {"signe@halden.example"}


def test_the_page_offers_it_to_a_colleague_alone(signer: World, signed_in: Callable[..., Client]) -> None:
    take_over(signer)
    asked = claim(signer)
    request = actions.ask_for_claim(ines(signer), claim=asked, contact=signer.signe, now=timezone.now())
    address, page = reverse("value:confirm-address", args=[request.pk]), reverse("value:claim", args=[asked.pk])
    assert address not in signed_in(signer.user(Role.SAM)).get(page).content.decode()
    browser = signed_in(signer.user(Role.TEAM_MEMBER))
    assert address in browser.get(page).content.decode()
    assert browser.post(address).status_code == 302
    request.refresh_from_db()
    assert not request.held


def test_one_answer_about_an_address_lets_all_go_that_waits_for_it(signer: World) -> None:
    """Karl is asked once, by one letter and one line of his day, and confirms once; who asked lets nothing of their own go."""
    take_over(signer)
    first, second = claim(signer), claim(signer, another(signer))
    held = [ask(signer, first), ask(signer, second)]
    assert [request.held for request in held] == [True, True]
    assert _asked_about() == 1
    [item] = to_confirm(Day(signer.user(Role.TEAM_MEMBER), NOW.date()))
    assert all(str(request) in item.why for request in held)
    actions.confirm_address(karl(signer), signature_request=held[1], now=NOW)
    for request in held:
        request.refresh_from_db()
        assert not request.held
    told = Event.objects.filter(verb="let signature request go", actor=signer.user(Role.TEAM_MEMBER))
    assert told.count() == 2 and not list(to_confirm(Day(signer.user(Role.EXECUTIVE_SPONSOR), NOW.date())))
    with pytest.raises(errors.WrongState):
        actions.confirm_address(karl(signer), signature_request=held[0], now=NOW)


def test_what_ended_meanwhile_is_not_let_go_with_the_others(signer: World) -> None:
    take_over(signer)
    gone = claim(signer)
    removed, expired = (
        ask(signer, gone),
        ask(signer, claim(signer, another(signer))),
    )
    waiting = ask(signer, claim(signer, another(signer)))
    actions.remove_claim(US, claim=gone, now=NOW)
    SignatureRequest.objects.filter(pk=expired.pk).update(expires_at=NOW)
    with pytest.raises(errors.WrongState, match="expired"):
        actions.confirm_address(karl(signer), signature_request=expired, now=NOW)
    actions.confirm_address(karl(signer), signature_request=waiting, now=NOW)
    states = dict(SignatureRequest.objects.values_list("pk", "held"))
    assert (states[waiting.pk], states[removed.pk], states[expired.pk]) == (False, True, True)


def another(world: World) -> Initiative:
    return actions.start(US, account=world.energy, title="Another", sheet=BOTH, now=NOW)


def _asked_about() -> int:
    return DBTaskResult.objects.filter(task_path="covalue.value.tasks.ask_to_confirm").count()
