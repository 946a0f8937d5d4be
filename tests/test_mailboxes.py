"""No door takes one mailbox for another: the sign for Kelvin, which `lower` makes a k, and its siblings are other addresses."""

import json
from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client

from covalue.accounts import actions as accounts
from covalue.accounts import forgetting, rules
from covalue.accounts.models import Contact
from covalue.cli.main import main as cli
from covalue.core import errors
from covalue.core.events import Actor
from covalue.core.jobs import Worker
from covalue.masterdata.rules import Noun
from covalue.masterdata.tests.test_actions import Bring, bring, counts, reasons
from covalue.people import actions as people
from covalue.people import queries
from covalue.people.models import Invitation, SignInAttempt, User
from covalue.people.rules import Role
from covalue.people.sign_on.actions import admit
from covalue.people.sign_on.rules import Person, from_attributes, from_claims
from covalue.portal import actions as portal
from covalue.portal.models import Guest
from covalue.value.signing.kind import SIGNATURES
from covalue.value.tests.test_signing import ask, claim, signer
from tests import api
from tests.world import NOW, PASSWORD, US, World

__all__ = ["bring", "signer"]
pytestmark = pytest.mark.django_db
KARL = "karl@covalue.test"
ALIKE = ("\u212aarl@covalue.test", "karl@covalue.te\u017ft", "karl@co\uff56alue.test")
alike = pytest.mark.parametrize("address", ALIKE)


@alike
def test_nobody_signs_in_at_an_address_alike(world: World, client: Client, address: str) -> None:
    assert queries.by_email(address) is None and queries.by_email(KARL.upper()) == world.user(Role.TEAM_MEMBER)
    client.post("/sign-in/", {"email": address, "password": PASSWORD})
    assert client.get("/").status_code == 302
    assert not SignInAttempt.objects.filter(email=KARL).exists(), "nor is Karl slowed down by it"
    client.post("/sign-in/", {"email": KARL.upper(), "password": PASSWORD})
    assert client.get("/").status_code == 200


@alike
def test_no_link_for_a_new_password_goes_by_an_address_alike(world: World, client: Client, address: str) -> None:
    client.post("/sign-in/forgotten/", {"email": address})
    while Worker().work_once():
        pass
    assert not mail.outbox


@alike
def test_nobody_is_made_or_invited_at_an_address_alike(
    world: World, called_by: Callable[..., Client], address: str
) -> None:
    with pytest.raises(errors.BadInput):
        people.create_user(US, email=address, name="Karl", roles=[Role.SAM], now=NOW)
    with pytest.raises(errors.BadInput):
        people.create_from_directory(US, email=address, name="Karl", now=NOW)
    body = {"email": address, "name": "Karl", "roles": ["sam"]}
    api.post(called_by(world.user(Role.ADMINISTRATOR)), "/invitations", body, status=422)
    assert not Invitation.objects.exists()


@alike
def test_a_provider_vouches_for_the_address_it_writes(world: World, address: str) -> None:
    claims = {"userinfo": {"sub": "1", "email": address, "email_verified": True}}
    for person in (
        from_claims("oidc", claims, groups_claim="groups", trust_email=False),
        from_attributes("saml", {}, groups_claim="groups", email=address),
    ):
        assert person.email != KARL
        with pytest.raises(errors.Refused):
            known = Person("oidc", person.email, True, "Karl", frozenset({"KAM"}))
            admit(known, known=None, role_map={"KAM": frozenset({Role.SAM})}, origin="test", now=NOW)
    assert queries.by_email(KARL) == world.user(Role.TEAM_MEMBER)
    assert world.user(Role.TEAM_MEMBER).roles == {Role.TEAM_MEMBER}


@alike
def test_a_directory_gets_nobody_by_an_address_alike(world: World, settings: object, address: str) -> None:
    settings.SCIM_TOKEN = token = "a token for tests only, long enough to pass"  # type: ignore[attr-defined]
    headers = {"Authorization": f"Bearer {token}"}
    found = Client().get("/scim/v2/Users", {"filter": f'userName eq "{address}"'}, headers=headers)
    assert json.loads(found.content)["totalResults"] == 0
    body = {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": address, "displayName": "Karl"}
    made = Client().post("/scim/v2/Users", json.dumps(body), content_type="application/scim+json", headers=headers)
    assert made.status_code == 400 and not User.objects.filter(directory__isnull=False).exists()


@alike
def test_no_file_changes_or_names_the_user_of_an_address_alike(world: World, bring: Bring, address: str) -> None:
    record = bring(Noun.USERS, f"email,name,roles\n{address},Somebody Else,SAM\n")
    assert counts(record) == (0, 0, 0, 1) and "is not an email address" in reasons(record)[0]
    record = bring(Noun.ACCOUNTS, f"key,name,owner\nN-9,Nine,{address}\n")
    assert counts(record) == (0, 0, 0, 1) and "is not a colleague" in reasons(record)[0]
    world.user(Role.TEAM_MEMBER).refresh_from_db()
    assert world.user(Role.TEAM_MEMBER).name == "Karl Lund"


@alike
def test_no_file_changes_the_contact_of_an_address_alike(world: World, bring: Bring, address: str) -> None:
    accounts.edit_contact(US, contact=world.signe, email=KARL, now=NOW)
    record = bring(Noun.CONTACTS, f"account,name,email\nHalden Energy,Somebody Else,{address}\n")
    assert counts(record) == (0, 0, 0, 1)
    world.signe.refresh_from_db()
    assert world.signe.name == "Signe Dahl"
    assert rules.Alike.MAIL not in rules.alike(rules.Reachable("A B", KARL), rules.Reachable("C D", address))[0]


@alike
def test_contacts_and_guests_have_no_address_whose_mail_goes_elsewhere(
    world: World, called_by: Callable[..., Client], address: str
) -> None:
    ines = called_by(world.user(Role.SAM))
    api.post(ines, f"/accounts/{world.energy.pk}/contacts", {"name": "Ada", "email": address}, status=422)
    with pytest.raises(errors.BadInput):
        accounts.edit_contact(US, contact=world.signe, email=address, now=NOW)
    world.signe.refresh_from_db()
    with pytest.raises(errors.BadInput):
        portal.invite(US, account=world.energy, contact=world.signe, email=address, anyway=True, now=NOW)
    Contact.objects.filter(pk=world.signe.pk).update(email=address)  # from before it was refused
    world.signe.refresh_from_db()
    ines_herself = Actor(world.user(Role.SAM), "test")
    guest = portal.invite(ines_herself, account=world.energy, contact=world.signe, anyway=True, now=NOW)
    assert guest.email != KARL and not Guest.objects.filter(email=KARL).exists()


@alike
def test_an_address_alike_is_a_changed_one(signer: World, address: str) -> None:
    Contact.objects.filter(pk=signer.signe.pk).update(email=KARL)
    signer.signe.refresh_from_db()
    request = ask(signer, claim(signer))
    Contact.objects.filter(pk=signer.signe.pk).update(email=address)
    signer.signe.refresh_from_db()
    SIGNATURES.address_changed(US, signer.signe, KARL, NOW)
    request.refresh_from_db()
    assert request.revoked_at is not None


@alike
def test_who_was_erased_is_not_the_one_of_an_address_alike(world: World, address: str) -> None:
    accounts.edit_contact(US, contact=world.signe, email=KARL, now=NOW)
    accounts.erase_contact(US, contact=world.signe, keep_words=True, now=NOW)
    marks = forgetting.erased_marks()
    erased = [
        forgetting.was_erased(marks, account_id=world.energy.pk, name="Karl", email=email) for email in (KARL, address)
    ]
    assert erased == [True, False]


def test_the_command_line_finds_users_by_their_very_address(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    for address in ALIKE:
        assert cli(["token", "create", address]) != 0
    assert cli(["token", "create", KARL.upper()]) == 0
