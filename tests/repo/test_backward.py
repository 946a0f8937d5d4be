"""Whatever takes something back asks again at its own time: who may still, whether its account is still worked in, and
whether it can stand beside what is there by now. Every operation that undoes or restores is found and tried.
"""

import re
from collections.abc import Callable, Iterator
from typing import Final

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DataError, IntegrityError
from django.test import Client
from django.urls import reverse

from covalue.accounts import actions as accounts
from covalue.accounts.models import Account, Membership, TeamRole
from covalue.core.models import Event
from covalue.people.models import RoleGrant, User
from covalue.people.rules import Role
from tests import api
from tests.repo import matrix
from tests.repo.matrix import Call
from tests.world import NOW, US, World

BACKWARD: Final = re.compile(r"/(undo|restore|reopen|unsettle|take-up|revert)$")
OWN: Final = {"undo_put_off"}  # of one's own day: whoever put something off is who takes it back
FORGIVEN: Final = (200, 202, 204)


def backward(rows: matrix.Rows) -> list[Call]:
    return [call for call in matrix.calls(rows) if call.method == "post" and BACKWARD.search(call.path)]


@pytest.fixture
def rows(world: World) -> matrix.Rows:
    return matrix.rows_on(world, world.energy)


@pytest.fixture
def director(world: World) -> User:
    """Dora directs, administers, and leads the account, so that nothing is refused to her."""
    dora = world.user(Role.PROGRAM_DIRECTOR)
    RoleGrant.objects.get_or_create(user=dora, role=Role.ADMINISTRATOR, defaults={"granted_at": NOW})
    accounts.join_team(US, account=world.energy, user=dora, team_role=TeamRole.LEAD, now=NOW)
    return dora


def test_there_are_many(rows: matrix.Rows) -> None:
    assert len(backward(rows)) >= 25


def forward(client: Client, call: Call) -> None:
    """What is to be taken back, where a DELETE at the same address does it."""
    if call.path.endswith("/restore"):
        client.delete(call.path.removesuffix("/restore"))


def test_who_lost_the_right_takes_nothing_back(
    rows: matrix.Rows, director: User, called_by: Callable[..., Client]
) -> None:
    client = called_by(director)
    for call in backward(rows):
        forward(client, call)
    Membership.objects.filter(user=director).delete()
    RoleGrant.objects.filter(user=director, role=Role.PROGRAM_DIRECTOR).update(role=Role.TEAM_MEMBER)
    RoleGrant.objects.filter(user=director).exclude(role=Role.TEAM_MEMBER).delete()
    before = Event.objects.count()
    for call in backward(rows):
        if call.name not in OWN:
            answer = client.post(call.path)
            assert answer.status_code in (403, 404), f"{call.name} answered {answer.status_code}"
    assert Event.objects.count() == before


def test_of_an_account_put_away_nothing_is_brought_back(
    world: World, rows: matrix.Rows, director: User, called_by: Callable[..., Client]
) -> None:
    """It is refused in words, whatever it is; what hangs on no account may come back."""
    client = called_by(director)
    for call in backward(rows):
        forward(client, call)
    Account.objects.filter(pk__in=[world.energy.pk, world.group.pk, world.wind.pk]).update(archived_at=NOW)
    bound = {"actions", "objectives", "targets", "cases", "claims", "cards", "conversations", "files"}
    for call in backward(rows):
        answer = client.post(call.path)
        noun = call.path.split("/")[3]
        assert answer.status_code in ((403, 404, 409) if noun in bound else (*FORGIVEN, 403, 404, 409)), (
            f"{call.name} answered {answer.status_code}: {answer.content[:200]!r}"
        )


def test_taken_back_twice_is_taken_back_once(
    rows: matrix.Rows, director: User, called_by: Callable[..., Client]
) -> None:
    client = called_by(director)
    for call in backward(rows):
        forward(client, call)
        answers = [client.post(call.path).status_code for _time in range(2)]
        assert set(answers) <= {*FORGIVEN, 403, 404, 409}, f"{call.name} answered {answers}"
        if call.path.endswith("/restore") and answers[0] in FORGIVEN:
            assert answers[1] in (*FORGIVEN, 409), f"{call.name}: {answers}"


def test_a_file_and_a_need_restored_twice_are_told_once(world: World, called_by: Callable[..., Client]) -> None:
    client = called_by(world.user(Role.PROGRAM_DIRECTOR))
    kept = api.told(
        client.post(f"/api/v1/accounts/{world.energy.pk}/files", {"file": SimpleUploadedFile("a.txt", b"a")}), 201
    )
    need = api.post(client, "/needs", {"name": "Speed"})
    for path in (f"/api/v1/files/{kept['id']}", f"/api/v1/needs/{need['id']}"):
        before = Event.objects.count()
        statuses = [client.delete(path).status_code]
        statuses += [client.post(f"{path}/restore").status_code for _time in range(2)]
        assert set(statuses) <= set(FORGIVEN) and Event.objects.count() == before + 2, path


def test_a_restore_is_held_to_what_adding_is(world: World, called_by: Callable[..., Client]) -> None:
    """A need whose name another one has by now is refused as a state, in words."""
    client = called_by(world.user(Role.PROGRAM_DIRECTOR))
    need = api.post(client, "/needs", {"name": "Speed"})
    client.delete(f"/api/v1/needs/{need['id']}")
    api.post(client, "/needs", {"name": "speed"})
    refused = api.post(client, f"/needs/{need['id']}/restore", status=409)
    assert "already exists" in refused["detail"]


def test_a_bulk_change_goes_back_where_it_may_and_names_the_rest(
    world: World, called_by: Callable[..., Client]
) -> None:
    """Owners who left in between own nothing again; the other account goes back."""
    dora = world.user(Role.PROGRAM_DIRECTOR)
    gone, stays = world.stranger, world.user(Role.TEAM_MEMBER)
    accounts.edit(US, account=world.orsa, owner=gone, now=NOW)
    accounts.edit(US, account=world.energy, owner=stays, now=NOW)
    client = called_by(dora)
    body = {"accounts": [world.orsa.pk, world.energy.pk], "owner": dora.pk}
    bulk = api.post(client, "/bulk-edits", body)
    User.objects.filter(pk=gone.pk).update(deactivated_at=NOW)
    answer = client.post(f"/api/v1/bulk-edits/{bulk['id']}/undo")
    assert answer.status_code == 200 and "Orsa Paper" in answer.content.decode()
    owners = dict(Account.objects.values_list("pk", "owner"))
    assert (owners[world.orsa.pk], owners[world.energy.pk]) == (dora.pk, stays.pk)


def test_an_answer_kept_for_a_repeated_request_is_for_who_may_still_read_it(
    world: World, called_by: Callable[..., Client]
) -> None:
    karl = world.user(Role.TEAM_MEMBER)
    client, path = called_by(karl), f"/accounts/{world.energy.pk}/contacts"
    api.post(client, path, {"name": "Ada"}, idempotency_key="k-9")
    Membership.objects.filter(user=karl).delete()
    api.post(client, path, {"name": "Ada"}, status=404, idempotency_key="k-9")
    dora = world.user(Role.PROGRAM_DIRECTOR)
    directs = called_by(dora)
    needs = [api.post(directs, "/needs", {"name": "Speed"}, idempotency_key="k-9") for _time in range(2)]
    assert needs[0] == needs[1]
    RoleGrant.objects.filter(user=dora).update(role=Role.TEAM_MEMBER)
    api.post(directs, "/needs", {"name": "Speed"}, status=403, idempotency_key="k-9")


def _problems() -> Iterator[tuple[Exception, int]]:
    yield IntegrityError("duplicate key"), 409
    yield DataError("value too long for type character varying(40)"), 422
    yield ValidationError(["This is too long.", "And odd."]), 422


@pytest.mark.parametrize(("problem", "status"), list(_problems()))
def test_what_only_the_database_refuses_is_a_sentence_everywhere(
    problem: Exception, status: int, world: World, monkeypatch: pytest.MonkeyPatch, called_by: Callable[..., Client],
    signed_in: Callable[..., Client],
) -> None:  # fmt: skip
    def refuse(*_arguments: object, **_more: object) -> None:
        raise problem

    program, browser = called_by(world.user(Role.SAM)), signed_in(world.user(Role.SAM))
    monkeypatch.setattr("covalue.core.events.write", refuse)
    before = Event.objects.count()
    answer = api.post(program, f"/accounts/{world.energy.pk}/actions", {"title": "Call"}, status=status)
    assert answer["detail"] and str(problem) not in answer["detail"]
    page = browser.post(reverse("action_items:add", args=[world.energy.pk]), {"title": "Call"})
    assert page.status_code == status and "Traceback" not in page.content.decode()
    assert Event.objects.count() == before
