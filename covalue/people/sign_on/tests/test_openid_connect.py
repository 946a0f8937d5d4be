"""Sign-on against allauth's own OpenID Connect provider in another process."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.http import HttpResponse
from django.test import Client

from covalue.core.models import Event
from covalue.people import actions as people
from covalue.people.factors.tests.codes import code_of, with_app
from covalue.people.models import User
from covalue.people.rules import Role
from tests import identity_provider as provider
from tests.world import NOW, US, World

CALLBACK = "http://testserver/sign-in/company/oidc/callback/"
START = "/sign-in/company/oidc/"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with provider.running(CALLBACK) as address:
        yield address


@pytest.fixture
def configured(issuer: str, settings: object) -> None:
    app = {
        "provider_id": "oidc",
        "name": "Halcyon",
        "client_id": provider.CLIENT_ID,
        "secret": provider.CLIENT_SECRET,
        "settings": {"server_url": issuer, "oauth_pkce_enabled": True},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}  # type: ignore[attr-defined]
    settings.SIGN_ON_ROLES = {"KAM": frozenset({Role.SAM})}  # type: ignore[attr-defined]


def _consented(address: str, name: str) -> str:
    """Sign in at the provider as a browser would; returns where it sends the browser back to."""
    session = requests.Session()
    answer = session.get(address)
    form = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', answer.text)
    assert form is not None, answer.text
    data = {"login": name, "password": provider.PASSWORD, "csrfmiddlewaretoken": form[1]}
    data["next"] = parse_qs(urlsplit(answer.url).query)["next"][0]
    answer = session.post(answer.url, data=data, headers={"Referer": answer.url}, allow_redirects=False)
    for _hop in range(5):
        where = requests.compat.urljoin(answer.url, answer.headers["Location"])
        if where.startswith(CALLBACK):
            return where
        answer = session.get(where, allow_redirects=False)
    raise AssertionError("the provider did not send the browser back")


def _sign_on(client: Client, name: str, wanted: str = "") -> HttpResponse:
    start = client.get(START, {"next": wanted} if wanted else {})
    assert start.status_code == 302
    return client.get(_consented(start.headers["Location"], name))


pytestmark = pytest.mark.usefixtures("configured")


def test_somebody_new_comes_in_with_the_roles_of_their_groups(world: World, client: Client) -> None:
    assert "Sign in with Halcyon" in client.get("/sign-in/").content.decode()
    answer = _sign_on(client, "rosa", "/accounts/")
    assert answer.headers["Location"] == "/accounts/"
    assert client.get("/accounts/").status_code == 200
    rosa = User.objects.get(email="rosa@covalue.test")
    assert (rosa.name, rosa.roles, rosa.has_usable_password()) == ("Rosa Diaz", {Role.SAM}, False)
    assert Event.objects.get(verb="signed in", actor=rosa).changes == {"by": ["", "oidc"]}


def test_somebody_known_keeps_what_was_given_by_hand(world: World, client: Client) -> None:
    assert _sign_on(client, "ines").status_code == 302
    assert client.get("/").status_code == 200
    assert User.objects.filter(email__iexact="ines@covalue.test").count() == 1
    assert User.objects.get(pk=world.user(Role.SAM).pk).roles == {Role.SAM}


def test_roles_follow_the_groups_at_the_next_sign_on(world: World, client: Client, settings: object) -> None:
    _sign_on(client, "rosa")
    settings.SIGN_ON_ROLES = {"Everybody": frozenset({Role.TEAM_MEMBER})}  # type: ignore[attr-defined]
    _sign_on(Client(), "rosa")
    assert User.objects.get(email="rosa@covalue.test").roles == {Role.TEAM_MEMBER}
    settings.SIGN_ON_ROLES = {}  # type: ignore[attr-defined]
    refused = _sign_on(Client(), "rosa")
    assert refused.status_code == 403 and "none of your groups gives a role" in refused.content.decode()
    assert User.objects.get(email="rosa@covalue.test").roles == set()
    assert client.get("/").status_code == 302, "the session of before is over, too"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("nobody", "None of the groups of nobody@covalue.test gives a role"),
        ("unproved", "has not verified dora@covalue.test"),
        ("nameless", "The sign-on service did not provide your email"),
        ("guest", "is a customer guest here and signs in with a password"),
    ],
)
def test_who_does_not_get_in_is_told_why_and_nothing_changes(
    name: str, sentence: str, world: World, client: Client
) -> None:
    users, roles = User.objects.count(), {user.pk: user.role_names for user in User.objects.all()}
    refused = _sign_on(client, name)
    assert refused.status_code == 403 and sentence in refused.content.decode()
    assert client.get("/").status_code == 302
    assert User.objects.count() == users and {u.pk: u.role_names for u in User.objects.all()} == roles
    assert list(Event.objects.filter(origin="127.0.0.1").values_list("verb", flat=True)) == ["was refused at sign-on"]


def test_whoever_has_a_second_factor_is_asked_for_it_here_too(world: World, client: Client) -> None:
    secret = with_app(world.user(Role.SAM), datetime.now(UTC) - timedelta(hours=1))
    assert _sign_on(client, "ines", "/accounts/").headers["Location"] == "/sign-in/second-step/"
    assert client.get("/accounts/").status_code == 302
    assert world.user(Role.SAM).password not in str(dict(client.session))
    answer = client.post("/sign-in/second-step/", {"code": code_of(secret)})
    assert answer.headers["Location"] == "/accounts/" and client.get("/accounts/").status_code == 200


@pytest.mark.parametrize("met_before", [False, True])
def test_whoever_was_shut_out_stays_out(met_before: bool, world: World, client: Client) -> None:
    ines = world.user(Role.SAM)
    if met_before:
        _sign_on(Client(), "ines")
    people.deactivate(US, user=ines, now=NOW)
    refused = _sign_on(client, "ines")
    assert refused.status_code == 403 and "is deactivated" in refused.content.decode()
    assert client.get("/").status_code == 302 and not User.objects.get(pk=ines.pk).is_active


def test_the_last_administrator_gets_in_although_no_group_says_so(world: World, settings: object) -> None:
    settings.SIGN_ON_ROLES = {"KAM": frozenset({Role.ADMINISTRATOR})}  # type: ignore[attr-defined]
    _sign_on(Client(), "rosa")
    people.set_roles(US, user=world.user(Role.ADMINISTRATOR), roles=[Role.SAM], now=NOW)
    settings.SIGN_ON_ROLES = {}  # type: ignore[attr-defined]
    client = Client()
    _sign_on(client, "rosa")
    assert client.get("/people/").status_code == 200


def test_an_answer_works_once_and_in_the_browser_that_asked(world: World, client: Client) -> None:
    back = _consented(client.get(START).headers["Location"], "rosa")
    stolen = Client().get(back)
    assert stolen.status_code == 403 and "did not confirm" in stolen.content.decode()
    assert client.get(back).status_code == 302
    assert client.get(back).status_code == 403


@pytest.mark.parametrize("query", ["", "code=x", "code=x&state=y", "error=access_denied&state=y", "state[]=1"])
def test_a_made_up_answer_opens_nothing(query: str, world: World, client: Client) -> None:
    client.get(START)
    refused = client.get(f"/sign-in/company/oidc/callback/?{query}")
    assert refused.status_code == 403 and client.get("/").status_code == 302


def test_the_way_to_the_provider_never_leads_elsewhere_afterwards(world: World, client: Client) -> None:
    assert _sign_on(client, "rosa", "https://evil.example/").headers["Location"] == "/"


def test_a_provider_that_is_down_is_said_in_a_sentence(world: World, client: Client, settings: object) -> None:
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]  # type: ignore[attr-defined]
    app["settings"] = {"server_url": "http://127.0.0.1:9"}
    refused = client.get(START)
    assert refused.status_code == 409 and "is not responding" in refused.content.decode()


@pytest.mark.parametrize("key", ["nope", "github", "openid_connect"])
def test_a_provider_nobody_set_up_is_not_found(key: str, world: World, client: Client, settings: object) -> None:
    if key == "openid_connect":
        settings.SOCIALACCOUNT_PROVIDERS = {}  # type: ignore[attr-defined]
    assert client.get(f"/sign-in/company/{key}/").status_code == 404
    assert client.get(f"/sign-in/company/{key}/callback/?code=1").status_code == 404


def test_who_came_by_the_provider_is_shown_the_way_out_there_too(
    world: World, client: Client, issuer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _sign_on(client, "rosa")
    answer = client.post("/sign-out/")
    told = requests.get(f"{issuer}/.well-known/openid-configuration").json()
    if "end_session_endpoint" in told:
        assert told["end_session_endpoint"] in answer.content.decode()
        assert "post_logout_redirect_uri" in answer.content.decode()
    else:
        assert answer.headers["Location"] == "/sign-in/"
    assert client.get("/accounts/").status_code == 302


def test_the_way_out_is_the_one_the_provider_names(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from covalue.people.sign_on import leaving

    for told, shown in (("https://idp.covalue.test/out?a=1", True), ("javascript:alert(1)", False), ("", False)):
        _sign_on(client, "rosa")
        with monkeypatch.context() as patched:
            patched.setattr(leaving.OpenIDConnectOAuth2Adapter, "openid_config", {"end_session_endpoint": told})
            answer = client.post("/sign-out/")
        assert (answer.status_code == 200) is shown
        if shown:
            assert "https://idp.covalue.test/out?a=1&amp;client_id=covalue" in answer.content.decode()


def test_who_came_by_password_just_signs_out(world: World, client: Client) -> None:
    client.post("/sign-in/", {"email": "ines@covalue.test", "password": "a password for tests only"})
    assert client.post("/sign-out/").headers["Location"] == "/sign-in/"
