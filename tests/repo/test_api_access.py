"""Every operation of the API × every role, against one matrix."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from covalue.accounts import actions as accounts
from covalue.accounts.models import Account, ContactMatch, MatchProposal
from covalue.action_items import actions as action_items
from covalue.api import description
from covalue.api.assembly import api
from covalue.conversations import actions as conversations
from covalue.conversations.actions import Said
from covalue.conversations.models import Channel, Conversation
from covalue.discovery import actions as discovery
from covalue.discovery.guides import Part
from covalue.discovery.rules import Lane
from covalue.handovers import actions as handovers
from covalue.ledger import actions as ledger
from covalue.listviews import actions as listviews
from covalue.masterdata import actions as masterdata
from covalue.masterdata.rules import Noun
from covalue.objectives import actions as objectives
from covalue.objectives.models import Side
from covalue.people import actions as people
from covalue.people.rules import Role
from covalue.plans import actions as plans
from covalue.profitability import actions as profitability
from covalue.profitability.tests.sold import ORDERS
from covalue.segmentation.tests.test_pages import kept_segmentation
from covalue.value import actions as value
from covalue.value.cases.sheet import AssumptionRow, Sheet
from tests.repo.api_matrix import APPROVES, BODIES, ENERGY, IMPORTS, MATRIX, STEERS
from tests.repo.test_access import (
    OPENS,
    PLACES,
    Asking,
    asked,
    contract_table,
    coverage_model,
    membership_on,
    needed,
    newcomer,
    others,
    round_on,
    signed_on,
    table_on,
    there,
)
from tests.world import NOW, TODAY, US, World, once

pytestmark = pytest.mark.once

BOUND = (ENERGY, STEERS, APPROVES, STEERS | IMPORTS)


@dataclass(frozen=True)
class Operation:
    """One operation with a real address, on Halden Energy wherever it is of an account."""

    name: str
    method: str
    path: str
    uploads: bool


@pytest.fixture
def operations(world: World) -> list[Operation]:
    return _operations_on(world, world.energy)


def _operations_on(world: World, account: Account) -> list[Operation]:
    ids = once(f"rows of the API on {account}", lambda: _rows(world, account))
    return [
        Operation(told["operationId"], method, path.format(**ids), "multipart" in str(told.get("requestBody")))
        for path, methods in _described().items()
        for method, told in methods.items()
    ]


@cache
def _described() -> dict[str, Any]:
    """Every path with its operations; describing them takes a second."""
    return dict(description.describe(api)["paths"])


def _rows(world: World, account: Account) -> dict[str, int]:
    """A row for every kind of address."""
    dora, contact = (
        world.user(Role.PROGRAM_DIRECTOR),
        accounts.add_contact(US, account=account, name="Siri Dahl", now=NOW),
    )
    plan = plans.start(US, account=account, now=NOW)
    section = plan.sections.get(key="customer_strategy")
    plans.write(US, section=section, text="They go for wind.", seen_revision=0, now=NOW)
    twin = accounts.create(US, name="Orsa Paper AB", now=NOW)
    match = MatchProposal.objects.create(account=twin, likely=world.orsa, reason="x", likeness=0.9, proposed_at=NOW)
    token, _secret = people.create_token(US, user=world.stranger, label="x", now=NOW)
    admin = people.Actor(user=world.user(Role.ADMINISTRATOR), origin="test")
    invitation, _secret = people.invite(
        admin, email="new@covalue.test", name="", roles=[Role.SAM], now=timezone.now(), valid_days=7
    )
    talk = conversations.log(
        US,
        account=account,
        channel=Channel.CALL,
        held_on=TODAY,
        subject="Outages",
        now=NOW,
        said=[Said(contact, "Too dear")],
    )
    file = accounts.attach(US, account=account, upload=ContentFile(b"text", name="a.txt"), now=NOW)
    record = ledger.receive(
        people.Actor(user=dora, origin="test"), upload=ContentFile(b"a,b,c\n1,2026-01-01,3\n", name="s.csv"), now=NOW
    )
    case = value.start(US, account=account, title="Care", sheet=Sheet(assumptions=(AssumptionRow(name="a"),)), now=NOW)
    claim, request, signature = signed_on(case, contact)
    table = table_on(world, account, contact)
    twin_contact, namesake = (accounts.add_contact(US, account=account, name="Liv Aas", now=NOW) for _ in range(2))
    [contact_merge] = accounts.merge_contacts(
        US, kept=contact, gone=[accounts.add_contact(US, account=account, name="Somebody", now=NOW)], now=NOW
    )
    return {
        "bulk_id": accounts.edit_many(US, accounts=[account], values={"sector": "Wind"}, now=NOW).pk,
        "list_view_id": _list_view(world),
        "handover_id": _handover(world, account),
        "contact_merge_id": contact_merge.pk,
        "contact_match_id": ContactMatch.objects.get(contact=namesake, likely=twin_contact).pk,
        "target_id": value.add_target(US, account=account, title="Fewer outages", now=NOW).pk,
        "case_id": case.pk,
        "claim_id": claim.pk,
        "request_id": request.pk,
        "signature_id": signature.pk,
        **table,
        "item": account.pk,
        "confirmation_id": value.confirm(US, initiative=case, name="a", contact=contact, on=TODAY, now=NOW).pk,
        "account_id": account.pk,
        "contact_id": contact.pk,
        "membership_id": membership_on(account),
        "statement_id": talk.statements.get().pk,
        "file_id": file.pk,
        "match_id": match.pk,
        "merge_id": _merge(account),
        "token_id": token.pk,
        "user_id": world.stranger.pk,
        "invitation_id": invitation.pk,
        "import_id": record.pk,
        "pool_id": profitability.keep_pool(US, sheet=ORDERS, now=NOW).pk,
        "master_import_id": masterdata.receive(
            people.Actor(user=dora, origin="test"),
            upload=ContentFile(b"a\nX\n", name="m.csv"),
            noun=Noun.ACCOUNTS,
            now=NOW,
        ).pk,
        "conversation_id": talk.pk,
        "action_id": action_items.add(US, account=account, title="Call Signe", now=NOW).pk,
        "objective_id": objectives.add(US, account=account, side=Side.OURS, statement="Grow", now=NOW).pk,
        "theirs_id": objectives.add(US, account=account, side=Side.THEIRS, statement="Glow", now=NOW).pk,
        "card_id": discovery.add_card(US, account=account, lane=Lane.GOALS, words="Grow", now=NOW).pk,
        "segmentation_id": kept_segmentation(),
        **round_on(world, account),
        "trigger_kind": "silent",
        "model_id": coverage_model(),
        **needed(),
        "table_id": contract_table(),
        "segment": "key",
        "template_id": value.keep_template(US, initiative=case, title="Care", now=NOW).pk,
        "question_id": discovery.add_question(US, part=Part.GOALS, words="Why?", now=NOW).pk,
        "section_id": section.pk,
        "revision_id": section.revisions.get().pk,
    }


def _list_view(world: World) -> int:
    """One that Nils keeps to himself."""
    nils = people.Actor(user=world.stranger, origin="test")
    return int(listviews.save_view(nils, place="accounts", name="Mine", query="", columns=[], now=NOW).pk)


def _handover(world: World, account: Account) -> int:
    """One that only waits."""
    dora = people.Actor(user=world.user(Role.PROGRAM_DIRECTOR), origin="test")
    later = NOW.date() + timedelta(days=9)
    return int(handovers.hand_over(dora, accounts=[account], taker=newcomer(), holds_from=later, now=NOW).pk)


def _merge(account: Account) -> int:
    twin = accounts.create(US, name=f"Twin of {account}", now=NOW)
    [done] = accounts.merge(US, kept=account, gone=[twin], now=NOW)
    return int(done.pk)


def test_every_operation_is_in_the_matrix(operations: list[Operation]) -> None:
    assert {operation.name for operation in operations} == set(MATRIX)


@pytest.mark.parametrize("role", list(Role))
def test_a_role_gets_through_where_the_matrix_says(
    role: Role, world: World, operations: list[Operation], called_by: Callable[..., Client]
) -> None:
    client, wrong = called_by(world.user(role)), []
    for operation in operations:
        answer = _called(client, operation, world)
        assert answer.status_code not in (400, 401, 405, 415, 428), f"{operation.name}: {answer.content!r}"
        none_yet = operation.name == "get_rejects" and role is not Role.CUSTOMER_GUEST  # these imports have no rejects
        none_yet |= operation.name == "get_master_rejects" and role in MATRIX[operation.name]
        refused = (403,) if none_yet else (403, 404)
        if (answer.status_code not in refused) != (role in MATRIX[operation.name]):
            wrong.append(f"{operation.name} answered {answer.status_code} to {role}")
        if "/accounts/" in operation.path and role not in ENERGY and answer.status_code != 404:
            wrong.append(f"{operation.name} told {role} that the account exists: {answer.status_code}")
    assert not wrong


def test_another_teams_account_is_not_found(
    world: World, operations: list[Operation], called_by: Callable[..., Client]
) -> None:
    """Nils leads Orsa Paper; everything of Halden Energy is nothing to him."""
    nils = called_by(world.stranger)
    for operation in operations:
        if MATRIX[operation.name] in (ENERGY, STEERS) or operation.name == "approve_plan":
            assert _called(nils, operation, world).status_code == 404, operation.name


# These name their accounts in the body, which `_called` fills with Halden Energy.
NAMED_IN_BODY = ("hand_over", "edit_accounts")


@pytest.mark.parametrize("place", PLACES[1:])
def test_memberships_on_another_account(place: str, world: World, called_by: Callable[..., Client]) -> None:
    """As for the pages: one account below, the one above, another team's, by whom `test_access.asked` names."""
    assert not _wrong_on(place, asked, world, called_by)


@pytest.mark.thorough
@pytest.mark.parametrize("place", PLACES[1:])
def test_everybody_else_on_another_account(place: str, world: World, called_by: Callable[..., Client]) -> None:
    """With the test above: every operation of an account × every role × every place."""
    assert not _wrong_on(place, others, world, called_by)


def _wrong_on(place: str, asking: Asking, world: World, called_by: Callable[..., Client]) -> list[str]:
    """What is answered on this account otherwise than the matrix says."""
    operations, wrong = _operations_on(world, getattr(world, place)), []
    bound = [o for o in operations if MATRIX[o.name] in BOUND and o.name not in NAMED_IN_BODY]
    assert len(bound) > 50
    clients = {role: called_by(world.user(role)) for role in Role}
    for operation in bound:
        for role in asking(place, MATRIX[operation.name]):
            answer, allowed = _called(clients[role], operation, world), there(place, MATRIX[operation.name])
            if (answer.status_code not in (403, 404)) != (role in allowed):
                wrong.append(f"{operation.name} answered {answer.status_code} to {role}")
            if answer.status_code == 403 and role not in OPENS[place] | IMPORTS:
                wrong.append(f"{operation.name} told {role} that the account exists")
    return wrong


def test_nobody_gets_in_without_a_key(operations: list[Operation], world: World) -> None:
    for operation in operations:
        assert _called(Client(), operation, world).status_code == 401, operation.name


def _called(client: Client, operation: Operation, world: World) -> HttpResponse:
    """Ask, and undo whatever the asking changed."""
    body: Any = BODIES.get(operation.name)
    if body and body.get("user") == 0:
        body = {**body, "user": world.user(Role.UNIT_LEAD).pk}
    if body and body.get("contact") == 0:
        body = {**body, "contact": _contact_of(operation, world)}
    if body and body.get("item") == 0:
        body = {**body, "item": int(operation.path.split("/")[4])}
    if body and body.get("accounts") == [0]:
        body = {**body, "accounts": [world.energy.pk]}
    if body and body.get("taker") == 0:
        body = {**body, "accounts": [world.energy.pk], "taker": world.user(Role.UNIT_LEAD).pk}
    if body and body.get("into") == 0:
        body = {"into": world.wind.pk}
    with transaction.atomic():
        if operation.uploads:
            answer = client.post(operation.path, {"file": SimpleUploadedFile("s.csv", b"a,b\n1,2\n")})
        elif operation.method == "get":
            answer = client.get(operation.path, {"q": "halden"} if operation.name == "find" else {})
        else:
            send = getattr(client, operation.method)
            told = {"content_type": "application/json", "headers": {"if-match": "*"}}
            answer = send(operation.path, body, **told) if body is not None else send(operation.path)
        transaction.set_rollback(True)
    return answer


def _contact_of(operation: Operation, world: World) -> int:
    """A contact of the account whose conversation is asked about."""
    talk = Conversation.objects.filter(pk=int(operation.path.split("/")[4])).first()
    return int(talk.account.contacts.order_by("pk").last().pk) if talk else world.signe.pk
