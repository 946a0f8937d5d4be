"""Every address × every role, against one matrix; and what the matrix promises, told in docs/access.md."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from covalue.accounts import actions as accounts
from covalue.accounts.models import ContactMatch
from covalue.conversations import actions as conversations
from covalue.conversations.actions import Said
from covalue.conversations.models import Channel
from covalue.core.events import Actor
from covalue.handovers import actions as handovers
from covalue.objectives import actions as objectives
from covalue.objectives.models import Side
from covalue.people.rules import ROLE_NAMES, Role
from covalue.plans import actions as plans
from covalue.register import actions as register
from tests.repo import api_matrix
from tests.world import NOW, TODAY, US, World

EVERYBODY = frozenset(Role)
OURS = EVERYBODY - {Role.CUSTOMER_GUEST}
# Who opens Halden Energy: its SAM (from the group above), team and sponsor, and the program director.
ENERGY = frozenset({Role.PROGRAM_DIRECTOR, Role.SAM, Role.TEAM_MEMBER, Role.EXECUTIVE_SPONSOR})
STEERS = frozenset({Role.PROGRAM_DIRECTOR, Role.SAM})
APPROVES = frozenset({Role.PROGRAM_DIRECTOR, Role.EXECUTIVE_SPONSOR})
IMPORTS = frozenset({Role.PROGRAM_DIRECTOR, Role.ANALYST})
ADMINISTERS = frozenset({Role.ADMINISTRATOR})
ORGANISES = frozenset({Role.PROGRAM_DIRECTOR, Role.ADMINISTRATOR})

# Address → who gets through. Everybody else is answered 403 or 404; below /a/ always 404.
MATRIX: dict[str, frozenset[Role]] = {
    "api:docs": EVERYBODY,
    "people:sign-out": EVERYBODY, "people:me": EVERYBODY, "people:create-token": EVERYBODY,
    "people:confirm": EVERYBODY, "people:security": EVERYBODY, "people:add-app": EVERYBODY,
    "people:add-passkey": EVERYBODY, "people:passkey-creation-options": EVERYBODY, "people:recovery-codes": EVERYBODY,
    "people:remove-factor": EVERYBODY,  # asked first whether it is them; then one's own only
    "people:end-session": frozenset(), "people:end-other-sessions": EVERYBODY, "people:reset-factors": ADMINISTERS,
    "people:revoke-token": frozenset(),  # one's own only; the token asked for here belongs to nobody
    "people:users": ADMINISTERS, "people:invite": ADMINISTERS, "people:withdraw-invitation": frozenset(),
    "people:set-roles": ADMINISTERS, "people:set-active": ADMINISTERS,
    "organisation:home": OURS, "organisation:create-unit": ORGANISES, "organisation:create-offering": ORGANISES,
    "accounts:list": OURS, "accounts:export": OURS, "accounts:create": IMPORTS,
    "accounts:matches": IMPORTS, "accounts:decide-match": frozenset(),
    "accounts:suggest": EVERYBODY, "accounts:fact": ENERGY, "accounts:contact-fact": ENERGY, "accounts:merge": STEERS,
    "accounts:undo-merge": STEERS | IMPORTS,
    "accounts:contact-matches": OURS, "accounts:decide-contact-match": ENERGY, "accounts:merge-contacts": ENERGY,
    "accounts:undo-contact-merge": ENERGY,
    "accounts:facts": ENERGY, "accounts:move": STEERS, "accounts:identify": STEERS, "accounts:contacts": ENERGY,
    "accounts:contact": ENERGY, "accounts:team": ENERGY, "accounts:leave-team": STEERS, "accounts:files": ENERGY,
    "accounts:file": frozenset(), "accounts:remove-file": frozenset(), "accounts:restore-file": frozenset(),
    "ledger:imports": IMPORTS, "ledger:upload": IMPORTS, "ledger:import": frozenset(), "ledger:map": frozenset(),
    "ledger:rejects": frozenset(), "ledger:undo": frozenset(),
    "portfolio:home": OURS, "portfolio:export": OURS, "portfolio:account-offerings": ENERGY, "portfolio:account-deliveries": ENERGY,
    "conversations:list": ENERGY, "conversations:log": ENERGY, "conversations:edit": ENERGY,
    "conversations:quote": ENERGY, "conversations:correct": ENERGY,
    "conversations:remove": ENERGY, "conversations:restore": ENERGY,
    "register:list": ENERGY, "register:add": ENERGY, "register:edit": ENERGY, "register:tick": ENERGY,
    "register:remove": ENERGY, "register:restore": ENERGY,
    "handovers:list": OURS, "handovers:prepare": OURS, "handovers:handover": STEERS, "handovers:undo": STEERS,
    "listviews:save": OURS, "listviews:columns": OURS, "listviews:default": frozenset(),
    "listviews:remove": frozenset(),
    "accounts:bulk": OURS, "accounts:undo-bulk": frozenset(),
    "objectives:list": ENERGY, "objectives:add": ENERGY, "objectives:edit": ENERGY, "objectives:remove": ENERGY,
    "objectives:restore": ENERGY,
    "plans:plan": ENERGY, "plans:start": ENERGY, "plans:approve": APPROVES, "plans:pdf": ENERGY, "plans:write": ENERGY,
    "plans:history": ENERGY, "plans:revert": ENERGY,
    "process:my-day": EVERYBODY, "process:find": OURS, "process:trail": ADMINISTERS, "process:account": ENERGY, "process:step": ENERGY,
    "process:history": ENERGY,
}  # fmt: skip
SCIM = (
    "home", "users", "search-users", "user", "groups", "search-groups", "group", "search", "config", "schemas", "schema",
    "resource-types", "resource-type", "nowhere",
)  # fmt: skip
OPEN = frozenset(
    [
        "live",
        "ready",
        "api:openapi",
        "people:sign-in",
        "people:sign-in-demo",
        "people:join",
        "people:second-step",
        "people:sign-in-by-passkey",
        "people:passkey-options",
        "account_login",
        "mfa_authenticate",
        "company-sign-on",
        "openid_connect_callback",
        "saml_acs",
        "saml_finish_acs",
        "saml_sls",
        "saml_metadata",
        *(f"scim:{name}" for name in SCIM),  # for the bearer of its own token; see provisioning/tests
    ]
)
POSTED = frozenset(
    [
        "people:sign-out",
        "people:create-token",
        "people:revoke-token",
        "people:remove-factor",
        "people:end-session",
        "people:end-other-sessions",
        "people:reset-factors",
        "people:invite",
        "people:withdraw-invitation",
        "people:set-roles",
        "people:set-active",
        "organisation:create-unit",
        "organisation:create-offering",
        "accounts:decide-match",
        "accounts:move",
        "accounts:merge",
        "accounts:undo-merge",
        "accounts:decide-contact-match",
        "accounts:merge-contacts",
        "accounts:undo-contact-merge",
        "accounts:identify",
        "accounts:leave-team",
        "accounts:remove-file",
        "accounts:restore-file",
        "ledger:upload",
        "ledger:undo",
        "conversations:quote",
        "conversations:remove",
        "conversations:restore",
        "register:add",
        "register:tick",
        "register:remove",
        "register:restore",
        "handovers:undo",
        "listviews:save",
        "listviews:columns",
        "listviews:default",
        "listviews:remove",
        "accounts:undo-bulk",
        "objectives:add",
        "objectives:remove",
        "objectives:restore",
        "plans:start",
        "plans:approve",
        "plans:write",
        "plans:revert",
    ]
)
NOWHERE = 999_999


@pytest.fixture
def addresses(world: World) -> dict[str, str]:
    """One real address for each name, all on Halden Energy."""
    plan = plans.start(US, account=world.energy, now=NOW)
    section = plan.sections.get(key="customer_strategy")
    plans.write(US, section=section, text="They go for wind.", seen_revision=0, now=NOW)
    talk = conversations.log(
        US, account=world.energy, channel=Channel.CALL, held_on=TODAY, subject="Outages", now=NOW,
        said=[Said(world.signe, "Outages hurt")],
    )  # fmt: skip
    twin, namesake = (accounts.add_contact(US, account=world.energy, name="Liv Aas", now=NOW) for _ in range(2))
    [contact_merge] = accounts.merge_contacts(
        US, kept=world.signe, gone=[accounts.add_contact(US, account=world.energy, name="Somebody", now=NOW)], now=NOW
    )
    ids = {
        "handover_id": handovers.hand_over(
            Actor(world.user(Role.SAM), "test"),
            given=[world.energy],
            taker=world.user(Role.SAM),
            holds_from=TODAY + timedelta(days=9),
            now=NOW,
        ).pk,
        "match_id": ContactMatch.objects.get(contact=namesake, likely=twin).pk,
        "contact_merge_id": contact_merge.pk,
        "account_id": world.energy.pk,
        "contact_id": world.signe.pk,
        "membership_id": world.energy.memberships.filter(team_role="core").get().pk,
        "conversation_id": talk.pk,
        "statement_id": talk.statements.get().pk,
        "part": "words",
        "action_id": register.add(US, account=world.energy, title="Call Signe", now=NOW).pk,
        "objective_id": objectives.add(US, account=world.energy, side=Side.OURS, statement="Grow", now=NOW).pk,
        "section_id": section.pk,
        "revision_id": section.revisions.get().pk,
        "user_id": world.stranger.pk,
        "fact": "sector",
        "contact_fact": "title",
        "merge_id": accounts.merge(
            US, kept=world.energy, gone=[accounts.create(US, name="Halden Energi", now=NOW)], now=NOW
        )[0].pk,
        "key": "discover",
        "side": "theirs",
        "secret": "no-such-secret",
    }
    return {
        name: reverse(name, kwargs={part: ids.get(part, NOWHERE) for part in parts})
        for name, parts in _routes().items()
    }


def test_every_address_is_in_the_matrix() -> None:
    assert set(_routes()) == set(MATRIX) | OPEN


@pytest.mark.parametrize("role", list(Role))
def test_a_role_gets_through_where_the_matrix_says(
    role: Role, world: World, addresses: dict[str, str], signed_in: Callable[..., Client]
) -> None:
    wrong = []
    for name, allowed in sorted(MATRIX.items(), key=lambda item: (item[0] in POSTED, item[0])):
        if name == "people:sign-out":
            continue
        answer = _asked_without_trace(signed_in(world.user(role)), name, addresses[name])
        through = answer.status_code not in (403, 404)
        if through != (role in allowed):
            wrong.append(f"{name} answered {answer.status_code} to {role}")
        if "/a/" in addresses[name] and role not in ENERGY and answer.status_code != 404:
            wrong.append(f"{name} told {role} that the account exists: {answer.status_code}")
    assert not wrong


@pytest.mark.parametrize("role", [Role.SAM, Role.COACH, Role.ANALYST])
def test_another_teams_account_is_not_found(
    role: Role, world: World, addresses: dict[str, str], signed_in: Callable[..., Client]
) -> None:
    """Nils leads Orsa Paper; every address of Halden Energy is nothing to him, and Orsa's is nothing to Ines."""
    client = signed_in(world.stranger)
    for name, address in addresses.items():
        if MATRIX.get(name) in (ENERGY, STEERS, APPROVES):
            answer = client.post(address) if name in POSTED else client.get(address)
            assert answer.status_code == 404, name
    assert signed_in(world.user(Role.SAM)).get(reverse("process:account", args=[world.orsa.pk])).status_code == 404


def _asked_without_trace(client: Client, name: str, address: str) -> HttpResponse:
    """Ask, and undo whatever the asking changed, so that no address stands in the way of the next."""
    with transaction.atomic():
        answer = client.post(address) if name in POSTED else client.get(address)
        transaction.set_rollback(True)
    return answer


def test_nobody_gets_in_without_signing_in(addresses: dict[str, str], client: Client) -> None:
    for name, address in addresses.items():
        if name not in OPEN:
            answer = client.post(address) if name in POSTED else client.get(address)
            assert answer.status_code == 302 and answer.headers["Location"].startswith("/sign-in/"), name


def test_the_matrix_is_written_down_for_people() -> None:
    told = Path(__file__).resolve().parents[2] / "docs" / "access.md"
    wanted = _as_markdown()
    if not told.exists() or told.read_text(encoding="utf-8") != wanted:
        told.write_text(wanted, encoding="utf-8")
        pytest.fail("docs/access.md did not say what the matrix says; it was written anew: look at it and commit it")


def _routes() -> dict[str, list[str]]:
    """Every named address with the names of its parts."""
    found: dict[str, list[str]] = {}

    def walk(patterns: list[URLPattern | URLResolver], space: str) -> None:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                if pattern.namespace == "api":
                    found.update({"api:openapi": [], "api:docs": []})  # its operations: see test_api_access.py
                    continue
                walk(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else space)
            elif pattern.name:
                found[space + pattern.name] = list(pattern.pattern.converters)
            else:
                raise AssertionError(f"an address without a name: {pattern}")

    walk(get_resolver().url_patterns, "")
    return found


def _as_markdown() -> str:
    lines = [
        "# Who gets where",
        "",
        "Written by `tests/repo/test_access.py` from the matrix it tests; do not edit. Addresses of an account are tried",
        "on one that the SAM leads from the group above, the team member works on and the sponsor sponsors; everybody",
        "else is told that it does not exist.",
        "",
        "| address | who gets through |",
        "|---|---|",
    ]
    for name, allowed in sorted(MATRIX.items()):
        who = (
            "everybody"
            if allowed == EVERYBODY
            else "all of ours"
            if allowed == OURS
            else ", ".join(str(ROLE_NAMES[r]) for r in Role if r in allowed)
        )
        lines.append(f"| {name} | {who or 'nobody: the row asked for is not theirs'} |")
    return "\n".join([*lines, *api_matrix.as_markdown()]) + "\n"
