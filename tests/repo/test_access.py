"""Every address × every role, against one matrix; and what the matrix promises, told in docs/access.md."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import date, timedelta
from decimal import Decimal
from http.cookies import SimpleCookie
from pathlib import Path
from unittest import mock

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.http import HttpResponse
from django.template.backends.django import Template
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from covalue.accounts import actions as accounts
from covalue.accounts.models import Account, Contact, ContactMatch, TeamRole
from covalue.action_items import actions as action_items
from covalue.conversations import actions as conversations
from covalue.conversations.actions import Said
from covalue.conversations.models import Channel
from covalue.core.events import Actor
from covalue.core.periods import Period
from covalue.coverage.models import CoverageModel
from covalue.discovery import actions as discovery
from covalue.discovery.guides import Part
from covalue.discovery.rules import Lane
from covalue.handovers import actions as handovers
from covalue.needs.models import Need, NeedsSegmentation
from covalue.objectives import actions as objectives
from covalue.objectives.models import Side
from covalue.people import actions as people
from covalue.people.models import User
from covalue.people.rules import ROLE_NAMES, Role
from covalue.plans import actions as plans
from covalue.portal import actions as portal
from covalue.portal.rules import ItemKind
from covalue.retention import actions as retention
from covalue.retention.rules import Segment
from covalue.segmentation.tests.test_pages import kept_segmentation
from covalue.selection.tests.samples import opened
from covalue.value import actions as value
from covalue.value.cases.sheet import AssumptionRow, Sheet
from covalue.value.claims.deliveries import Answer, Delivered
from covalue.value.models import Claim, Initiative, Signature, SignatureRequest
from tests.repo import api_matrix
from tests.world import NOW, TODAY, US, World, once

pytestmark = pytest.mark.once

EVERYBODY = frozenset(Role)
OURS = EVERYBODY - {Role.CUSTOMER_GUEST}
# Who opens Halden Energy: its SAM (from the group above), team and sponsor, and the program director.
ENERGY = frozenset({Role.PROGRAM_DIRECTOR, Role.SAM, Role.TEAM_MEMBER, Role.EXECUTIVE_SPONSOR})
STEERS = frozenset({Role.PROGRAM_DIRECTOR, Role.SAM})
SEES_ALL = frozenset({Role.PROGRAM_DIRECTOR, Role.ANALYST})
KEEPS = frozenset({Role.PROGRAM_DIRECTOR, Role.COACH})
APPROVES = frozenset({Role.PROGRAM_DIRECTOR, Role.EXECUTIVE_SPONSOR})
IMPORTS = frozenset({Role.PROGRAM_DIRECTOR, Role.ANALYST})
HANDED = frozenset({Role.PROGRAM_DIRECTOR})  # and who made it or takes it
ADMINISTERS = frozenset({Role.ADMINISTRATOR})
ORGANISES = frozenset({Role.PROGRAM_DIRECTOR, Role.ADMINISTRATOR})

VALUE = (
    "account", "add-target", "edit-target", "validate-target", "park-target", "take-up-target", "remove-target",
    "restore-target", "start", "case", "edit", "sheet", "scenarios", "distinguish", "try", "confirm", "versions", "revert", "export", "remove", "restore",
    "withdraw", "ask-case", "add-claim", "claim", "edit-claim", "replace-claim", "ask-claim", "settle-claim",
    "unsettle-claim", "remove-claim", "restore-claim", "revoke-request", "remind-request", "signature", "withdraw-signature", "statement",
    "export-statement",
)  # fmt: skip

TOGETHER = (
    "", "-readiness", "-look", "-style", "-decide", "-remove-comment", "-as-customer", "-as-customer-item", "-share",
    "-unshare", "-comment",
)  # fmt: skip
DISCOVERY = ("board", "changes", "add", "edit", "move", "remove", "restore", "become", "priorities", "place", "guide")
DIRECTS = frozenset({Role.PROGRAM_DIRECTOR})
RATES = frozenset({Role.SAM, Role.UNIT_LEAD, Role.COACH})  # asked in the round that is tried
NEEDS = (
    "home",
    "add",
    "paste",
    "keep",
    "remove",
    "restore",
    "rate",
    "kept",
    "export-kept",
    "remove-kept",
    "restore-kept",
)
RETENTION = ("home", "add", "upload", "table", "edit", "columns", "export", "remove", "restore")
COVERAGE = (
    "home", "export", "begin", "what-if", "move", "add-model", "edit-model", "remove-model", "cover", "capacity", "plan",
)  # fmt: skip
DIRECTING = (
    "new", "new-criteria", "criteria", "borders", "add-candidates", "ask", "close", "end", "remove", "restore", "export",
    "agree", "decide", "withdraw", "put-back", "dossier", "letter", "trigger", "matrix",
)  # fmt: skip
DIRECTING_POSTED = (
    "borders", "add-candidates", "ask", "close", "end", "remove", "restore", "agree", "decide", "withdraw", "put-back",
    "trigger", "leave", "finish", "reopen",
)  # fmt: skip
GUEST = frozenset({Role.CUSTOMER_GUEST})  # one of this very account

# Address → who gets through. Everybody else is answered 403 or 404; below /a/ always 404.
MATRIX: dict[str, frozenset[Role]] = {
    "api:docs": OURS,
    "people:sign-out": EVERYBODY, "people:me": EVERYBODY, "people:create-token": OURS,
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
    "accounts:suggest": OURS, "accounts:fact": ENERGY, "accounts:contact-fact": ENERGY, "accounts:merge": STEERS,
    "accounts:undo-merge": STEERS | IMPORTS,
    "accounts:contact-matches": OURS, "accounts:decide-contact-match": ENERGY, "accounts:merge-contacts": ENERGY,
    "accounts:undo-contact-merge": ENERGY,
    "accounts:facts": ENERGY, "accounts:move": STEERS, "accounts:identify": STEERS, "accounts:contacts": ENERGY,
    "accounts:contact": ENERGY, "accounts:team": ENERGY, "accounts:leave-team": STEERS, "accounts:files": ENERGY,
    "accounts:file": ENERGY, "accounts:remove-file": ENERGY, "accounts:restore-file": ENERGY,
    "ledger:imports": IMPORTS, "ledger:upload": IMPORTS, "ledger:import": frozenset(), "ledger:map": frozenset(),
    "ledger:rejects": frozenset(), "ledger:undo": frozenset(),
    "masterdata:imports": OURS, "masterdata:upload": OURS, "masterdata:template": OURS, "masterdata:import": frozenset(),
    "masterdata:map": frozenset(), "masterdata:rejects": frozenset(), "masterdata:undo": frozenset(),
    "masterdata:cancel": frozenset(),
    "overview:home": OURS, "overview:export": OURS, "portfolio:home": OURS, "portfolio:export": OURS, "portfolio:account-offerings": ENERGY, "portfolio:account-deliveries": ENERGY,
    "segmentation:home": OURS, "segmentation:export": OURS,
    **{f"segmentation:{name}": SEES_ALL for name in ("keep", "movement", "remove", "restore")},
    "lifetime:home": OURS, "lifetime:compute": OURS, "lifetime:export": OURS,
    "profitability:home": OURS, "profitability:export": OURS, "profitability:account": ENERGY,
    "profitability:pools": OURS, "profitability:pool": frozenset(), "profitability:remove-pool": frozenset(),
    "conversations:list": ENERGY, "conversations:log": ENERGY, "conversations:edit": ENERGY,
    "conversations:quote": ENERGY, "conversations:correct": ENERGY,
    "conversations:erase-contact": STEERS, "conversations:remove": ENERGY, "conversations:restore": ENERGY,
    "action_items:list": ENERGY, "action_items:add": ENERGY, "action_items:edit": ENERGY, "action_items:tick": ENERGY,
    "action_items:remove": ENERGY, "action_items:restore": ENERGY,
    "handovers:list": OURS, "handovers:prepare": OURS, "handovers:handover": HANDED, "handovers:undo": HANDED,
    "listviews:save": OURS, "listviews:columns": OURS, "listviews:default": frozenset(),
    "listviews:remove": frozenset(),
    "accounts:bulk": OURS, "accounts:undo-bulk": frozenset(),
    "objectives:list": ENERGY, "objectives:add": ENERGY, "objectives:edit": ENERGY, "objectives:remove": ENERGY,
    "objectives:restore": ENERGY, "objectives:link": ENERGY,
    **{f"value:{name}": ENERGY for name in VALUE}, "value:templates": OURS, "value:keep-template": frozenset({Role.PROGRAM_DIRECTOR}),
    "value:remove-template": KEEPS, "value:restore-template": KEEPS,
    "plans:plan": ENERGY, "plans:start": ENERGY, "plans:approve": APPROVES, "plans:pdf": ENERGY, "plans:write": ENERGY,
    "plans:history": ENERGY, "plans:revert": ENERGY,
    **{f"portal:together{name}": ENERGY for name in TOGETHER}, "portal:together-invite": STEERS, "portal:together-revoke": STEERS,
    **dict.fromkeys(("portal:home", "portal:account", "portal:style", "portal:item", "portal:comment", "portal:propose",
                     "portal:assent", "portal:sign", "portal:remove-comment"), GUEST),
    "portal:complete": frozenset(), "portal:withdraw": frozenset(), "portal:evidence": frozenset(),  # see portal/tests
    **{f"coverage:{name}": DIRECTS for name in COVERAGE},
    **{f"needs:{name}": SEES_ALL for name in NEEDS},
    **{f"retention:{name}": SEES_ALL for name in RETENTION},
    "selection:rounds": OURS, "selection:round": RATES | DIRECTS, "selection:candidate": RATES | DIRECTS,
    "selection:watchlist": OURS, "selection:leave": frozenset({Role.PROGRAM_DIRECTOR, Role.UNIT_LEAD}),
    **{f"selection:{name}": RATES for name in ("rate", "finish", "reopen")},
    **{f"selection:{name}": DIRECTS for name in DIRECTING},
    **{f"discovery:{name}": ENERGY for name in DISCOVERY},
    **{f"discovery:{name}-question": KEEPS for name in ("add", "remove", "restore")},
    "contracts-moved": OURS, "contracts-page-moved": OURS,
    "process:my-day": EVERYBODY, "process:find": OURS, "process:trail": ADMINISTERS, "process:account": ENERGY, "process:step": ENERGY,
    "process:history": ENERGY,
}  # fmt: skip
SCIM = (
    "home", "users", "search-users", "user", "groups", "search-groups", "group", "search", "config", "schemas", "schema",
    "resource-types", "resource-type", "nowhere",
)  # fmt: skip
SIGN = ("sign", "sign-send-code", "sign-open", "sign-answer", "sign-return", "sign-withdraw", "sign-evidence")
OPEN = frozenset(
    [
        "live",
        "ready",
        "api:openapi",
        "people:sign-in",
        "people:sign-in-demo",
        "people:forgotten",
        "people:new-password",
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
        *(f"value:{name}" for name in SIGN),  # for the bearer of a personal link and its code; see value/tests
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
        "lifetime:compute",
        "profitability:remove-pool",
        "masterdata:upload",
        "masterdata:undo",
        "masterdata:cancel",
        "conversations:quote",
        "conversations:remove",
        "conversations:restore",
        "action_items:add",
        "action_items:tick",
        "action_items:remove",
        "action_items:restore",
        "handovers:undo",
        "listviews:save",
        "listviews:columns",
        "listviews:default",
        "listviews:remove",
        "accounts:undo-bulk",
        "objectives:add",
        "objectives:remove",
        "objectives:restore",
        "objectives:link",
        "segmentation:keep",
        "segmentation:remove",
        "segmentation:restore",
        *(f"selection:{name}" for name in DIRECTING_POSTED),
        *(f"needs:{name}" for name in NEEDS if name not in ("home", "rate", "kept", "export-kept")),
        *(f"retention:{name}" for name in ("add", "upload", "remove", "restore")),
        *(f"coverage:{name}" for name in COVERAGE if name not in ("home", "export", "what-if", "plan")),
        *(f"discovery:{name}" for name in ("add", "edit", "move", "remove", "restore", "become", "place")),
        *(f"discovery:{name}-question" for name in ("add", "remove", "restore")),
        "value:validate-target",
        "value:park-target",
        "value:take-up-target",
        "value:remove-target",
        "value:restore-target",
        "value:start",
        "value:try",
        "value:distinguish",
        "value:remove-template",
        "value:restore-template",
        "value:confirm",
        "value:revert",
        "value:remove",
        "value:restore",
        "value:withdraw",
        *(f"portal:{name}" for name in ("propose", "withdraw", "remove-comment", "complete", "comment", "assent")),
        *(
            f"portal:together-{name}"
            for name in (
                "invite",
                "readiness",
                "look",
                "revoke",
                "decide",
                "remove-comment",
                "share",
                "unshare",
                "comment",
            )
        ),
        "value:settle-claim",
        "value:unsettle-claim",
        "value:remove-claim",
        "value:restore-claim",
        "value:revoke-request",
        "value:remind-request",
        "value:withdraw-signature",
        "plans:start",
        "plans:approve",
        "plans:write",
        "plans:revert",
    ]
)
NOWHERE = 999_999


# The four accounts everything is tried on, as Halden Energy's people see them: their own, one below it, the group
# above it, and somebody else's. Who opens which follows from the teams of tests/world.py: Ines (SAM) leads the group,
# Karl (team member) is on Halden Energy, Tove sponsors it; Carl coaches Nils, who leads Orsa Paper.
PLACES = ("energy", "wind", "group", "orsa")
OPENS: dict[str, frozenset[Role]] = {
    "energy": ENERGY, "wind": ENERGY, "group": STEERS, "orsa": frozenset({Role.PROGRAM_DIRECTOR, Role.COACH}),
}  # fmt: skip
STEERS_THERE: dict[str, frozenset[Role]] = {**dict.fromkeys(PLACES, STEERS), "orsa": frozenset({Role.PROGRAM_DIRECTOR})}
APPROVES_THERE: dict[str, frozenset[Role]] = {
    "energy": APPROVES, "wind": APPROVES,
    "group": frozenset({Role.PROGRAM_DIRECTOR}), "orsa": frozenset({Role.PROGRAM_DIRECTOR}),
}  # fmt: skip
PLACE_NAMES = {
    "energy": "an account they are on", "wind": "an account below it", "group": "the account above it",
    "orsa": "another team's account",
}  # fmt: skip


def there(place: str, allowed: frozenset[Role]) -> frozenset[Role]:
    """Who gets through on another account where on Halden Energy `allowed` do."""
    if allowed == ENERGY:
        return OPENS[place]
    if allowed == APPROVES:
        return APPROVES_THERE[place]
    return STEERS_THERE[place] | (allowed - STEERS)


@pytest.fixture
def addresses(world: World) -> dict[str, str]:
    """One real address for each name, all on Halden Energy."""
    return _addresses_on(world, world.energy)


def _addresses_on(world: World, account: Account) -> dict[str, str]:
    """One real address for each name, on this account; nothing but the cast may have been built before."""
    return once(f"addresses on {account}", lambda: _built_addresses(world, account))


def _built_addresses(world: World, account: Account) -> dict[str, str]:
    plan = plans.start(US, account=account, now=NOW)
    section = plan.sections.get(key="customer_strategy")
    plans.write(US, section=section, text="They go for wind.", seen_revision=0, now=NOW)
    contact = accounts.add_contact(US, account=account, name="Siri Dahl", now=NOW)
    talk = conversations.log(
        US, account=account, channel=Channel.CALL, held_on=TODAY, subject="Outages", now=NOW,
        said=[Said(contact, "Outages hurt")],
    )  # fmt: skip
    initiative = value.start(
        US, account=account, title="Care", sheet=Sheet(assumptions=(AssumptionRow(name="a", base=1),)), now=NOW
    )
    claim, request, signature = signed_on(initiative, contact)
    file = accounts.attach(US, account=account, upload=ContentFile(b"text", name="a.txt"), now=NOW)
    twin, namesake = (accounts.add_contact(US, account=account, name="Liv Aas", now=NOW) for _ in range(2))
    [contact_merge] = accounts.merge_contacts(
        US, kept=contact, gone=[accounts.add_contact(US, account=account, name="Somebody", now=NOW)], now=NOW
    )
    ids = {
        "handover_id": handovers.hand_over(
            Actor(world.user(Role.PROGRAM_DIRECTOR), "test"),
            accounts=[account],
            taker=newcomer(),
            holds_from=TODAY + timedelta(days=9),
            now=NOW,
        ).pk,
        "match_id": ContactMatch.objects.get(contact=namesake, likely=twin).pk,
        "contact_merge_id": contact_merge.pk,
        "attachment_id": file.pk,
        "target_id": value.add_target(US, account=account, title="Fewer outages", now=NOW).pk,
        "case_id": initiative.pk,
        "claim_id": claim.pk,
        "request_id": request.pk,
        "signature_id": signature.pk,
        "number": 0,
        "noun": "contacts",
        "confirmation_id": value.confirm(US, initiative=initiative, name="a", contact=contact, on=TODAY, now=NOW).pk,
        "account_id": account.pk,
        "contact_id": contact.pk,
        "membership_id": membership_on(account),
        "conversation_id": talk.pk,
        "statement_id": talk.statements.get().pk,
        "part": "words",
        "form": "excel",
        **table_on(world, account, contact),
        "action_id": action_items.add(US, account=account, title="Call Signe", now=NOW).pk,
        "objective_id": (ours := objectives.add(US, account=account, side=Side.OURS, statement="Grow", now=NOW)).pk,
        "ours_id": ours.pk,
        "theirs_id": objectives.add(US, account=account, side=Side.THEIRS, statement="Glow", now=NOW).pk,
        "section_id": section.pk,
        "revision_id": section.revisions.get().pk,
        "user_id": world.stranger.pk,
        "fact": "sector",
        "contact_fact": "title",
        "merge_id": accounts.merge(
            US, kept=account, gone=[accounts.create(US, name=f"Twin of {account}", now=NOW)], now=NOW
        )[0].pk,
        "key": "discover",
        "side": "theirs",
        "secret": "no-such-secret",
        "segmentation_id": kept_segmentation(),
        **round_on(world, account),
        "trigger_kind": "silent",
        "model_id": coverage_model(),
        **needed(),
        "table_id": contract_table(),
        "segment": "key",
        "other_id": initiative.pk,
        "template_id": value.keep_template(US, initiative=initiative, title="Care", now=NOW).pk,
        "card_id": discovery.add_card(US, account=account, lane=Lane.GOALS, words="Grow", now=NOW).pk,
        "fate": "objective",
        "question_id": discovery.add_question(US, part=Part.GOALS, words="Why?", now=NOW).pk,
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
    """The status alone; that pages render is the next test's, and test_queries.py's."""
    caller, wrong = Caller(signed_in(world.user(role))), []
    for name, allowed in MATRIX.items():
        status = caller.ask(name, addresses[name]).status_code
        if (status not in (403, 404)) != (role in allowed):
            wrong.append(f"{name} answered {status} to {role}")
        if "/a/" in addresses[name] and role not in ENERGY and status != 404:
            wrong.append(f"{name} told {role} that the account exists: {status}")
    assert not wrong


def test_what_is_sent_is_answered_to_whom_it_is_for(
    world: World, addresses: dict[str, str], signed_in: Callable[..., Client]
) -> None:
    """With whatever page comes back rendered; every page that is only read is rendered by test_queries.py."""
    callers = {role: Caller(signed_in(world.user(role)), rendered=True) for role in Role}
    for name in POSTED:
        status = callers[natural(MATRIX[name])].ask(name, addresses[name]).status_code
        assert status < 500 and (status not in (403, 404) or not MATRIX[name]), name


def natural(allowed: frozenset[Role]) -> Role:
    """Who an address is for."""
    director = Role.PROGRAM_DIRECTOR
    return director if director in allowed or not allowed else next(role for role in Role if role in allowed)


def test_another_teams_account_is_not_found(
    world: World, addresses: dict[str, str], signed_in: Callable[..., Client]
) -> None:
    """Nils leads Orsa Paper; every address of Halden Energy is nothing to him, and Orsa's is nothing to Ines."""
    caller = Caller(signed_in(world.stranger))
    for name, address in addresses.items():
        if MATRIX.get(name) in (ENERGY, STEERS, APPROVES):
            assert caller.ask(name, address).status_code == 404, name
    assert signed_in(world.user(Role.SAM)).get(reverse("process:account", args=[world.orsa.pk])).status_code == 404


def asked(place: str, allowed: frozenset[Role]) -> list[Role]:
    """By whom an address is tried on another account, if on Halden Energy `allowed` get through. Why these are enough:

    Somebody gets to an account by a right over all accounts or by a membership (`accounts.queries.visible_to`), and
    then needs the right that the address asks for. Rights are the same on every account, and Halden Energy is asked by
    every role. What is left is which memberships count where, and that nobody comes in by a right without one:

    - below: the membership above counts, tried by who has the right there (team member, SAM, or sponsor);
    - above: the membership below does not count, though the right is there; the SAM's, who leads the group, does;
    - another team's: the SAM has none, whatever their rights; the coach gets in by coaching, without those rights.
    """
    own = Role.EXECUTIVE_SPONSOR if allowed == APPROVES else Role.TEAM_MEMBER if allowed == ENERGY else Role.SAM
    return {
        "wind": [own],
        "group": [own, Role.SAM] if own is not Role.SAM else [Role.SAM, Role.TEAM_MEMBER],
        "orsa": [own, Role.SAM, Role.COACH] if own is not Role.SAM else [Role.SAM, Role.COACH],
    }[place]


def others(place: str, allowed: frozenset[Role]) -> list[Role]:
    """Whom `asked` leaves out."""
    return [role for role in Role if role not in asked(place, allowed)]


@pytest.mark.parametrize("place", PLACES[1:])
def test_memberships_on_another_account(place: str, world: World, signed_in: Callable[..., Client]) -> None:
    """Each address of an account, on one below, the one above and another team's: 404, never 403, to those who may not
    know of it. `asked` says by whom."""
    assert not _wrong_on(place, asked, world, signed_in)


@pytest.mark.thorough
@pytest.mark.parametrize("place", PLACES[1:])
def test_everybody_else_on_another_account(place: str, world: World, signed_in: Callable[..., Client]) -> None:
    """With the test above: every address of an account × every role × every place."""
    assert not _wrong_on(place, others, world, signed_in)


Asking = Callable[[str, frozenset[Role]], list[Role]]


def _wrong_on(place: str, asking: Asking, world: World, signed_in: Callable[..., Client]) -> list[str]:
    """What is answered on this account otherwise than the matrix says."""
    addresses, wrong = _addresses_on(world, getattr(world, place)), []
    bound = [
        n
        for n, who in MATRIX.items()
        if who & STEERS and who <= ENERGY | IMPORTS and who not in (IMPORTS, HANDED) and _object(n)
    ]
    assert len(bound) > 40
    callers = {role: Caller(signed_in(world.user(role))) for role in Role}
    for name in bound:
        for role in asking(place, MATRIX[name]):
            status, allowed = callers[role].ask(name, addresses[name]).status_code, there(place, MATRIX[name])
            if (status not in (403, 404)) != (role in allowed):
                wrong.append(f"{name} answered {status} to {role}")
            if status == 403 and role not in OPENS[place] | IMPORTS:
                wrong.append(f"{name} told {role} that the account exists")
    return wrong


def _object(name: str) -> bool:
    """Whether an address names a row that hangs on an account."""
    return any(part.endswith("_id") and part != "user_id" for part in _routes()[name])


def needed() -> dict[str, int]:
    """A need, and segments kept."""
    kept = NeedsSegmentation.objects.create(name="x", needs=[], clusters=[], silhouette=0, stability=0, kept_at=NOW)
    return {"need_id": Need.objects.create(name="Price", added_at=NOW).pk, "kept_id": kept.pk}


def contract_table() -> int:
    """One that was typed."""
    told = retention.Sheet("Contracts", "year", None, (Segment("Regular", ((1000, 631, 468),)),))
    return int(retention.add(US, sheet=told, now=NOW).pk)


def coverage_model() -> int:
    """One that no segment gets."""
    return int(CoverageModel.objects.create(name="By post", served="digital", hours=1, kept_at=NOW).pk)


def round_on(world: World, account: Account) -> dict[str, int]:
    """A round in which the account is a candidate; three are asked."""
    made = opened(world, candidates=[account])
    asked = made.raters.get(user=world.user(Role.UNIT_LEAD))
    criterion = made.criteria_set.criteria.first()
    return {
        "round_id": made.pk, "candidate_id": made.candidates.get().pk, "set_id": made.criteria_set_id, "rater_id": asked.pk,
        "criterion_id": criterion.pk if criterion else NOWHERE,
    }  # fmt: skip


def signed_on(initiative: Initiative, contact: Contact) -> tuple[Claim, SignatureRequest, Signature]:
    """A claim that somebody was asked about, and one that was signed."""
    accounts.edit_contact(US, contact=contact, email="greta@covalue.test", now=NOW)
    lines = [Delivered(key="a", title="A", amount=Decimal(1))]
    earlier, later = (
        value.claim(
            US,
            initiative=initiative,
            period=Period(date(2026, month, 1), date(2026, month, 28)),
            currency="EUR",
            lines=lines,
            now=NOW,
        )
        for month in (1, 2)
    )
    signed, waiting = (value.ask_for_claim(US, claim=one, contact=contact, now=NOW) for one in (earlier, later))
    answer = value.SignedAnswer(Answer.AGREE, {})
    return later, waiting, value.sign(US, signature_request=signed, answer=answer, way=Signature.Way.LINK, now=NOW)


def table_on(world: World, account: Account, contact: Contact) -> dict[str, int | str]:
    """Greta as a guest, with the statement shared, a comment of each side and a proposal."""
    guest = portal.invite(US, account=account, contact=contact, anyway=True, now=NOW)
    portal.share(US, account=account, kind=ItemKind.STATEMENT, item=account.pk, now=NOW)
    greta, said = (
        Actor(world.user(Role.CUSTOMER_GUEST), "test"),
        {"kind": ItemKind.STATEMENT, "item": account.pk, "words": "x", "now": NOW},
    )
    return {
        "guest_id": guest.pk, "kind": "statement", "item_id": account.pk,
        "comment_id": portal.comment(greta, account=account, guest=guest, **said).pk,
        "our_comment_id": portal.comment(US, account=account, **said).pk,
        "proposal_id": portal.propose(greta, guest=guest, kind=ItemKind.TARGET, title="x", now=NOW).pk,
    }  # fmt: skip


def newcomer() -> User:
    """Somebody who leads nothing yet."""
    return people.create_user(US, email="new@covalue.test", name="Nora New", roles=[Role.SAM], now=NOW)


def membership_on(account: Account) -> int:
    """Somebody of nobody else's story, on the team."""
    extra = people.create_user(US, email="extra@covalue.test", name="Eda Extra", roles=[Role.TEAM_MEMBER], now=NOW)
    return int(accounts.join_team(US, account=account, user=extra, team_role=TeamRole.EXTENDED, now=NOW).pk)


class Caller:
    """Somebody who asks one address after the other, each as if it were the first.

    Whatever an asking changed is undone, and they are signed in as before. Templates are found but not rendered unless
    that is asked for: who gets through is decided before, and rendering takes half of the time.
    """

    def __init__(self, client: Client, *, rendered: bool = False) -> None:
        self.client, self.rendered, self.cookies = client, rendered, client.cookies.output(header="")

    def ask(self, name: str, address: str) -> HttpResponse:
        self.client.cookies = SimpleCookie(self.cookies)
        with transaction.atomic(), nullcontext() if self.rendered else unrendered():
            answer = self.client.post(address) if name in POSTED else self.client.get(address)
            if self.rendered and answer.streaming:
                b"".join(answer.streaming_content)  # what is sent line by line is asked for while it is sent
            transaction.set_rollback(True)
        return answer


def unrendered() -> AbstractContextManager[object]:
    """Every template says nothing; what the view hands to it was still made."""
    return mock.patch.object(Template, "render", lambda self, context=None, request=None: "")


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
    return "\n".join([*lines, *_places_as_markdown(), *api_matrix.as_markdown()]) + "\n"


def _places_as_markdown() -> list[str]:
    """Role × account, for people."""
    lines = [
        "",
        "## Whose account it is",
        "",
        "Every address of an account, and every operation of the API, is tried by every role on four accounts of",
        "`tests/world.py`: one they are on, one below it (membership flows down), the one above it (it does not flow up)",
        "and another team's. Whoever is not named in a column is answered 404, as if the account did not exist. “Steers”",
        "is class, team, place in the tree and merging. A customer guest opens none of them, whatever is shared.",
        "",
        "| role | " + " | ".join(PLACE_NAMES.values()) + " |",
        "|---|" + "---|" * len(PLACES),
    ]
    for role in Role:
        cells = []
        for place in PLACES:
            rights = [
                word
                for word, who in (("opens", OPENS), ("steers", STEERS_THERE), ("approves plans", APPROVES_THERE))
                if role in who[place]
            ]
            cells.append(", ".join(rights) or "not found")
        lines.append(f"| {ROLE_NAMES[role]} | " + " | ".join(cells) + " |")
    return [*lines, *_table_as_markdown()]


def _table_as_markdown() -> list[str]:
    """What a guest reaches, for people."""
    lines = [
        "",
        "## What is shared with a guest",
        "",
        "A guest tries every address of the product with every method (`portal/tests/test_pages.py`), and the portal's own",
        "addresses with the item shared, with nothing shared, and on accounts of others: one below, above, elsewhere.",
        "",
        "| address | item shared | nothing shared | another account |",
        "|---|---|---|---|",
    ]
    for name, wherever in TABLE.items():
        lines.append(f"| {name} | answers | {'answers' if wherever else 'not found'} | not found |")
    return lines


# Addresses of the portal → whether they answer a guest of the account while nothing is shared.
TABLE = {
    "portal:account": True, "portal:style": True, "portal:propose": True, "portal:item": False, "portal:comment": False,
    "portal:assent": False,
}  # fmt: skip


@pytest.mark.parametrize("shared", [True, False])
def test_a_guest_reaches_what_is_shared(
    shared: bool, world: World, addresses: dict[str, str], signed_in: Callable[..., Client]
) -> None:
    caller = Caller(signed_in(world.user(Role.CUSTOMER_GUEST)))
    if not shared:
        portal.unshare(US, account=world.energy, kind=ItemKind.STATEMENT, item=world.energy.pk, now=NOW)
    for name, wherever in TABLE.items():
        answer = caller.ask(name, addresses[name])
        assert (answer.status_code != 404) == (shared or wherever), name
        for other in (world.group, world.wind, world.orsa):
            elsewhere = addresses[name].replace(f"/portal/{world.energy.pk}/", f"/portal/{other.pk}/")
            assert caller.ask(name, elsewhere).status_code == 404, name
