import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from covalue.core.models import Event
from covalue.people.models import User
from covalue.people.rules import ROLE_NAMES, ROLE_SENTENCES, Role
from tests import attack
from tests.world import PASSWORD, World

SIGN_IN = "/sign-in/"


def test_signing_in_leaves_a_trail_and_goes_where_one_wanted(world: World, client: Client) -> None:
    answer = client.post(SIGN_IN, {"email": "INES@covalue.test", "password": PASSWORD, "next": "/accounts/"})
    assert answer.status_code == 302 and answer.headers["Location"] == "/accounts/"
    assert Event.objects.filter(verb="signed in", actor=world.user(Role.SAM)).count() == 1


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_signing_in_never_leads_elsewhere(world: World, client: Client, target: str) -> None:
    answer = client.post(SIGN_IN, {"email": "ines@covalue.test", "password": PASSWORD, "next": target})
    assert answer.headers["Location"] == "/"


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(world: World, client: Client) -> None:
    known = client.post(SIGN_IN, {"email": "ines@covalue.test", "password": "wrong"})
    unknown = client.post(SIGN_IN, {"email": "nobody@covalue.test", "password": "wrong"})
    assert known.status_code == unknown.status_code == 422
    alerts = [re.findall(r'role="alert"[^>]*>([^<]+)', answer.content.decode()) for answer in (known, unknown)]
    assert alerts[0] == alerts[1] and alerts[0]


def test_after_many_wrong_passwords_even_the_right_one_waits(world: World, client: Client) -> None:
    for _ in range(8):
        client.post(SIGN_IN, {"email": "ines@covalue.test", "password": "wrong"})
    answer = client.post(SIGN_IN, {"email": "ines@covalue.test", "password": PASSWORD})
    assert answer.status_code == 422
    assert "Try again in" in answer.content.decode()


def test_somebody_shut_out_is_out_at_once(world: World, signed_in: Callable[..., Client]) -> None:
    ines = world.user(Role.SAM)
    client = signed_in(ines)
    assert client.get("/").status_code == 200
    signed_in(world.user(Role.ADMINISTRATOR)).post(reverse("people:set-active", args=[ines.pk]))
    assert client.get("/").status_code == 302


def test_an_invitation_goes_by_mail_and_its_link_lets_in(world: World, signed_in: Callable[..., Client]) -> None:
    administrator = signed_in(world.user(Role.ADMINISTRATOR))
    administrator.post(reverse("people:invite"), {"email": "new@covalue.test", "name": "<b>New</b>", "roles": ["sam"]})
    [letter] = mail.outbox
    assert letter.to == ["new@covalue.test"]
    link = re.search(r"/join/\S+", letter.body)
    assert link is not None
    fresh = Client()
    assert "&lt;b&gt;New" in fresh.get(link[0]).content.decode()
    answer = fresh.post(link[0], {"name": "New", "password": PASSWORD})
    assert answer.status_code == 302
    assert User.objects.get(email="new@covalue.test").roles == {Role.SAM}
    assert Client().get(link[0]).status_code == 404


def test_roles_change_on_the_page_and_the_audit_log_says_how(world: World, signed_in: Callable[..., Client]) -> None:
    administrator, address = (
        signed_in(world.user(Role.ADMINISTRATOR)),
        reverse("people:set-roles", args=[world.stranger.pk]),
    )
    refused = administrator.post(address, {})
    assert refused.status_code == 422 and "Choose at least one role." in refused.content.decode()
    page = administrator.post(address, {"roles": ["coach", "sam"]}, follow=True).content.decode()
    assert "Nils Berg now has the roles: Strategic account manager, Coach." in page
    [event] = Event.objects.filter(verb="changed roles")
    assert event.changes["roles"][1] == "Strategic account manager, Coach"


def test_every_role_is_described_where_it_is_given(world: World, signed_in: Callable[..., Client]) -> None:
    page = signed_in(world.user(Role.ADMINISTRATOR)).get(reverse("people:users")).content.decode()
    for role, name in ROLE_NAMES.items():
        sentence = ROLE_SENTENCES[role]
        assert f'{name} <small class="quiet">{sentence}</small>' in page and f"{name}: {sentence}" in page


def test_a_key_is_shown_once_and_revoked_by_its_owner_alone(world: World, signed_in: Callable[..., Client]) -> None:
    ines, dora = signed_in(world.user(Role.SAM)), signed_in(world.user(Role.PROGRAM_DIRECTOR))
    assert ines.post(reverse("people:create-token"), {"label": " "}).status_code == 422
    assert "cov_" in ines.post(reverse("people:create-token"), {"label": "night job"}).content.decode()
    address = reverse("people:revoke-token", args=[world.user(Role.SAM).tokens.get().pk])
    assert dora.post(address).status_code == 404
    assert "The API key was revoked." in ines.post(address, follow=True).content.decode()
    assert ines.post(address).status_code == 404


def test_the_demos_buttons_exist_only_in_a_demo_on_this_machine(world: World, settings: object) -> None:
    address = reverse("people:sign-in-demo", args=[world.user(Role.SAM).pk])
    assert Client().post(address).status_code == 404
    settings.DEMO = True  # type: ignore[attr-defined]
    assert Client(REMOTE_ADDR="203.0.113.5").post(address).status_code == 404
    assert Client(REMOTE_ADDR="127.0.0.1").post(address).status_code == 302


def test_whoever_tries_the_demo_from_outside_finds_its_buttons(world: World, settings: object) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    page = Client(REMOTE_ADDR="127.0.0.1").get(SIGN_IN).content.decode()
    address, token = attack.demo_button(page, "Program director")
    assert address == reverse("people:sign-in-demo", args=[world.user(Role.PROGRAM_DIRECTOR).pk]) and token
    with pytest.raises(LookupError, match="no button for Nobody"):
        attack.demo_button(page, "Nobody")


def test_every_answer_carries_the_policy_and_is_not_cached(client: Client, db: None) -> None:
    answer = client.get(SIGN_IN)
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy and "default-src 'self'" in policy
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_user_is_changed_by_name_and_deactivated_apart(world: World, signed_in: Callable[..., Client]) -> None:
    page = signed_in(world.user(Role.ADMINISTRATOR)).get(reverse("people:users")).content.decode()
    ines = world.user(Role.SAM)
    menu = page[page.index(f'id="change-{ines.pk}"') :].split("</details>")[0]
    roles, apart = menu.split('class="body apart"')
    assert f"Change {ines.name}" in roles and "Cancel" in roles and "Save roles" in roles
    assert "Deactivate" not in roles
    assert re.search(r'class="button small danger">\s*Deactivate', apart)
