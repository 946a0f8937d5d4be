"""Every page's headers, graded as Mozilla's HTTP Observatory does (developer.mozilla.org/observatory/docs/tests_and_scoring).

Scores start at 100; penalties are taken off, and extra credit counts only from 90 on. A+ begins at 100.
"""

from collections.abc import Callable
from http.cookies import Morsel

import pytest
from django.http import HttpResponse
from django.test import Client

from covalue.people.rules import Role
from tests.repo import matrix
from tests.repo.matrix import MATRIX, OPEN, POSTED, natural
from tests.world import World

A_PLUS = 100
EXTRA_CREDIT_FROM = 90
SIX_MONTHS = 15_768_000


def policy_of(answer: HttpResponse) -> dict[str, list[str]]:
    """Directive → its sources."""
    parts = [part.split() for part in answer.headers.get("Content-Security-Policy", "").split(";")]
    return {part[0]: part[1:] for part in parts if part}


def score(answer: HttpResponse, cookies: list["Morsel[str]"]) -> tuple[int, dict[str, int]]:
    """The score and what each test gave or took."""
    items = {
        "csp": _csp(policy_of(answer)),
        "cookies": _cookies(cookies),
        "cors": -50 if answer.headers.get("Access-Control-Allow-Origin") == "*" else 0,
        "redirection": 0,  # who ends TLS redirects to it
        "referrer": 5 if answer.headers.get("Referrer-Policy") in ("no-referrer", "same-origin", "strict-origin",
                                                                   "strict-origin-when-cross-origin") else -5,
        "hsts": _hsts(answer.headers.get("Strict-Transport-Security", "")),
        "sri": 0,  # scripts come from the same origin only, which the policy enforces
        "nosniff": 0 if answer.headers.get("X-Content-Type-Options") == "nosniff" else -5,
        "frames": _frames(answer),
        "corp": 10 if answer.headers.get("Cross-Origin-Resource-Policy") in ("same-origin", "same-site") else 0,
    }  # fmt: skip
    taken = 100 + sum(value for value in items.values() if value < 0)
    credit = sum(value for value in items.values() if value > 0) if taken >= EXTRA_CREDIT_FROM else 0
    return taken + credit, items


def _csp(policy: dict[str, list[str]]) -> int:
    if not policy:
        return -25
    default = policy.get("default-src", ["*"])
    scripts, styles = policy.get("script-src", default), policy.get("style-src", default)
    if {"'unsafe-inline'", "data:", "*", "https:"} & set(scripts) or {"*"} & set(policy.get("object-src", default)):
        return -20
    if "'unsafe-eval'" in scripts:
        return -10
    if "'unsafe-inline'" in styles or "http:" in " ".join(scripts + styles):
        return 0
    return 10 if default == ["'none'"] else 5


def _cookies(cookies: list["Morsel[str]"]) -> int:
    if any(not cookie["secure"] for cookie in cookies):
        return -20
    if any(not cookie["httponly"] for cookie in cookies):
        return -30
    return 5 if all(cookie["samesite"] in ("Lax", "Strict") for cookie in cookies) and cookies else 0


def _hsts(value: str) -> int:
    age = next((int(part.split("=")[1]) for part in value.split(";") if part.strip().startswith("max-age=")), 0)
    return 0 if age >= SIX_MONTHS else -10 if age else -20


def _frames(answer: HttpResponse) -> int:
    if policy_of(answer).get("frame-ancestors") or "sandbox" in policy_of(answer):
        return 5
    return 0 if answer.headers.get("X-Frame-Options") in ("DENY", "SAMEORIGIN") else -20


@pytest.fixture
def production(settings) -> None:
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_HSTS_SECONDS = 2 * 365 * 24 * 3600


@pytest.mark.once
def test_every_page_is_graded_a_plus(world: World, production: None, signed_in: Callable[..., Client]) -> None:
    """As whom it is for sees it; what nobody gets to, and what is open, as the program director does."""
    clients = {role: signed_in(world.user(role)) for role in Role}
    assert not _low(world, lambda name: clients[natural(MATRIX.get(name, frozenset()))])


@pytest.mark.once
@pytest.mark.thorough
@pytest.mark.parametrize("role", [Role.SAM, Role.ADMINISTRATOR, Role.CUSTOMER_GUEST])
def test_every_page_and_refusal_is_graded_a_plus(
    role: Role, world: World, production: None, signed_in: Callable[..., Client]
) -> None:
    """The headers come from one middleware: the test above and that of refusals stand for this in `make test`."""
    client = signed_in(world.user(role))
    assert not _low(world, lambda name: client)


def _low(world: World, client: Callable[[str], Client]) -> dict[str, object]:
    """The pages below A+."""
    low = {}
    for name, address in matrix.addresses(matrix.rows_on(world, world.energy)).items():
        if (name in MATRIX and name not in POSTED) or (name in OPEN and not name.startswith(("scim:", "saml"))):
            answer = client(name).get(address, secure=True)
            points, items = score(answer, list(answer.cookies.values()))
            if points < A_PLUS:
                low[name] = (points, items)
    return low


def test_refusals_and_the_sign_in_are_graded_a_plus(production: None, db: None) -> None:
    for address in ("/sign-in/", "/nowhere/", "/health/live", "/api/v1/me", "/api/v1/openapi.json"):
        answer = Client().get(address, secure=True)
        points, items = score(answer, list(answer.cookies.values()))
        assert points >= A_PLUS, (address, items)
    broken = Client(HTTP_HOST="evil.example").get("/sign-in/", secure=True)
    assert score(broken, [])[0] >= A_PLUS


def test_cookies_are_for_this_site_and_not_for_scripts(world: World, production: None) -> None:
    client = Client()
    client.get("/sign-in/", secure=True)
    client.post("/sign-in/", {"email": "ines@covalue.test", "password": "a password for tests only"}, secure=True)
    assert set(client.cookies) == {"csrftoken", "covalue_session"}
    for cookie in client.cookies.values():
        assert cookie["httponly"] and cookie["secure"] and cookie["samesite"] == "Lax" and not cookie["domain"]


def test_a_poorer_answer_is_graded_lower() -> None:
    """The judge can fail."""
    answer = HttpResponse("x")
    assert score(answer, [])[0] < 50
    answer.headers["Content-Security-Policy"] = "default-src 'self'; script-src 'unsafe-inline'"
    assert score(answer, [])[1]["csp"] == -20
