"""Promises of confidentiality (domain.md §3), each tried over everything that answers.

Why something matters to a contact personally is seen by the account's team where the conversation is shown, and nowhere
else: in no export, no search result, no audit log, no mail, no document, and by nobody off the team.
"""

import json
from collections.abc import Callable

import pytest
from django.core import mail, serializers
from django.test import Client
from django.urls import reverse

from covalue.api.models import KeptAnswer
from covalue.conversations import actions as conversations
from covalue.conversations.models import Statement
from covalue.core.models import Event
from covalue.people.rules import Role
from covalue.plans import handover
from covalue.plans import queries as plans
from covalue.search.models import Term
from tests.access import ENERGY
from tests.repo import matrix
from tests.repo.matrix import MATRIX, OPEN, OPERATIONS, POSTED, Call
from tests.world import NOW, TODAY, US, World

MOTIVE = "Xylographica wants the chair of the board"
TERM = "xylographica"
# Where the team reads it: the conversations of the account, the form that corrects one, and a person on the map.
SHOWN = frozenset(
    {
        "conversations:list",
        "conversations:edit",
        "conversations:correct",
        "process:account",
        "process:step",
        "relationships:person",
    }
)
TOLD = frozenset({"get_conversation", "get_statement"})


pytestmark = pytest.mark.once


@pytest.fixture
def addresses(world: World) -> dict[str, str]:
    found = matrix.addresses(matrix.rows_on(world, world.energy))
    statement = Statement.objects.get()
    conversations.correct(US, statement=statement, why_it_matters=f"{MOTIVE} first", now=NOW)
    conversations.correct(US, statement=statement, why_it_matters=MOTIVE, now=NOW)
    return found


@pytest.mark.parametrize("role", list(Role))
def test_no_page_tells_a_motive_but_the_teams_own(
    role: Role, world: World, addresses: dict[str, str], signed_in: Callable[..., Client]
) -> None:
    """The program director sees every account, so what tells them nothing tells nobody: they ask every page they get to.
    Everybody else asks where a motive is shown, and where the director does not get."""
    told = _pages_that_tell(signed_in(world.user(role)), addresses, _tried(role))
    if role in ENERGY:
        assert told <= SHOWN and "conversations:list" in told
    else:
        assert not told


@pytest.mark.thorough
@pytest.mark.parametrize("role", list(Role))
def test_no_other_page_and_no_refusal_tells_a_motive(
    role: Role, world: World, addresses: dict[str, str], signed_in: Callable[..., Client]
) -> None:
    """With the test above: every page × every role."""
    assert not _pages_that_tell(signed_in(world.user(role)), addresses, set(MATRIX) - POSTED - OPEN - _tried(role))


def _tried(role: Role) -> set[str]:
    """What a role asks in the quick test."""
    pages = set(MATRIX) - POSTED - OPEN
    if role is Role.PROGRAM_DIRECTOR:
        return {name for name in pages if role in MATRIX[name]}
    return pages & SHOWN | {name for name in pages if Role.PROGRAM_DIRECTOR not in MATRIX[name]}


def _pages_that_tell(client: Client, addresses: dict[str, str], tried: set[str]) -> set[str]:
    told = set()
    for name in tried:
        answer = client.get(addresses[name], {"q": "chair"} if name == "process:find" else {})
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if TERM.encode() in body.lower():
            told.add(name)
    return told


@pytest.mark.parametrize("role", list(Role))
def test_no_operation_tells_a_motive_but_one_conversation_at_a_time_to_the_team(
    role: Role, world: World, called_by: Callable[..., Client]
) -> None:
    """Every operation that reads by the program director, as for the pages; by the others those that tell the team."""
    told = _operations_that_tell(role, world, called_by, lambda name: role is Role.PROGRAM_DIRECTOR or _telling(name))
    assert told == (TOLD if role in ENERGY else set())


@pytest.mark.thorough
@pytest.mark.parametrize("role", list(Role))
def test_no_other_operation_tells_a_motive(role: Role, world: World, called_by: Callable[..., Client]) -> None:
    """With the test above: every operation that reads × every role."""
    assert not _operations_that_tell(role, world, called_by, lambda name: not _telling(name))


def _telling(name: str) -> bool:
    """Whether everybody asks this operation in the quick test."""
    return name in TOLD or Role.PROGRAM_DIRECTOR not in OPERATIONS[name].who


def _operations_that_tell(
    role: Role, world: World, called_by: Callable[..., Client], tried: Callable[[str], bool]
) -> set[str]:
    operations = matrix.calls(matrix.rows_on(world, world.energy))
    Statement.objects.update(why_it_matters=MOTIVE)
    client = called_by(world.user(role))
    asked = (one for one in operations if one.method == "get" and tried(one.name))
    return {operation.name for operation in asked if TERM in _read(client, operation)}


def test_no_export_search_trail_mail_or_document_holds_a_motive(
    world: World, addresses: dict[str, str], signed_in: Callable[..., Client]
) -> None:
    dora = signed_in(world.user(Role.PROGRAM_DIRECTOR))
    for export in ("accounts:export", "portfolio:export"):
        assert TERM not in b"".join(dora.get(reverse(export)).streaming_content).decode().lower()
    assert TERM not in dora.get(reverse("process:find"), {"q": MOTIVE.split()[1]}).content.decode().lower()
    assert not Term.objects.filter(term__icontains=TERM[:5]).exists()
    assert not KeptAnswer.objects.exists()
    assert TERM not in serializers.serialize("json", Event.objects.all()).lower()
    assert [event.changes for event in Event.objects.filter(verb="corrected what was said")] == [{}, {}]
    assert all(TERM not in letter.body.lower() for letter in mail.outbox)
    page = plans.plan_page(world.user(Role.PROGRAM_DIRECTOR), world.energy, TODAY)
    document = repr(handover._document(page, plans.value_of(world.energy, TODAY)))
    assert "Outages hurt" in document and TERM not in document.lower()


def test_a_key_under_which_a_motive_was_sent_gives_it_to_nobody_else(
    world: World, called_by: Callable[..., Client], addresses: dict[str, str]
) -> None:
    talk = Statement.objects.get().conversation
    path, key = f"/api/v1/conversations/{talk.pk}/statements", {"idempotency-key": "one"}
    body = {"contact": world.signe.pk, "words": "More wind", "why_it_matters": MOTIVE}
    sent = called_by(world.user(Role.SAM)).post(path, body, content_type="application/json", headers=key)
    assert sent.status_code == 201, sent.content
    stranger = called_by(world.stranger).post(path, body, content_type="application/json", headers=key)
    assert stranger.status_code == 404 and TERM not in stranger.content.decode().lower()


def test_what_is_written_down_about_a_request_has_no_secret_in_it(
    world: World, caplog: pytest.LogCaptureFixture, called_by: Callable[..., Client]
) -> None:
    """Keys, passwords and codes are in no line of the log and in no line of the audit log."""
    caplog.set_level("DEBUG")
    client = called_by(world.user(Role.SAM))
    secret = client.defaults["HTTP_AUTHORIZATION"].split()[1]
    client.get("/api/v1/me")
    client.get("/api/v1/accounts/99999")
    Client().post("/sign-in/", {"email": "ines@covalue.test", "password": "hunter2 hunter2"})
    written = caplog.text + json.dumps([[e.changes, e.subject_name, e.origin] for e in Event.objects.all()])
    assert secret not in written and "hunter2" not in written
    assert Event.objects.filter(verb="failed to sign in").exists()


def _read(client: Client, operation: Call) -> str:
    answer = client.get(operation.path, {"q": "chair"} if operation.name == "find" else {})
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode(errors="replace").lower()
