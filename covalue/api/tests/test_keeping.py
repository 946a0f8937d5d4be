from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from covalue.api import keeping
from covalue.api.models import KeptAnswer
from covalue.core import errors
from covalue.core.models import Event
from covalue.people.models import Token
from covalue.people.rules import Role
from tests import api
from tests.world import World


@pytest.fixture
def ines(world: World, called_by: Callable[..., Client]) -> Client:
    return called_by(world.user(Role.SAM))


@pytest.fixture
def path(world: World) -> str:
    return f"/accounts/{world.energy.pk}/contacts"


def test_the_same_request_under_the_same_key_changes_once(world: World, ines: Client, path: str) -> None:
    first = api.post(ines, path, {"name": "Ada"}, idempotency_key="k-1")
    answer = ines.post(
        f"/api/v1{path}", {"name": "Ada"}, content_type="application/json", headers={"idempotency-key": "k-1"}
    )
    assert answer.status_code == 201 and answer.json() == first
    assert answer.headers["Idempotent-Replayed"] == "true" and answer.headers["ETag"] == f'"{first["version"]}"'
    assert world.energy.contacts.filter(name="Ada").count() == 1
    assert Event.objects.filter(verb="added contact", subject_name="Ada").count() == 1


def test_a_change_and_a_removal_nobody_heard_the_answer_of_are_repeated(world: World, ines: Client, path: str) -> None:
    """By themselves they would be refused: the version has passed, the row is gone, and both by their own doing."""
    added = api.post(ines, path, {"name": "Ada"})
    mine = f"/api/v1/contacts/{added['id']}"
    seen = {"if-match": f'"{added["version"]}"', "idempotency-key": "k-2"}
    first, again = (
        ines.patch(mine, {"phone": "+47 22"}, content_type="application/json", headers=seen) for _time in range(2)
    )
    assert first.status_code == again.status_code == 200 and first.json() == again.json()
    assert again.headers["Idempotent-Replayed"] == "true" and again.headers["ETag"] == first.headers["ETag"]
    assert Event.objects.filter(verb="edited contact", subject_name="Ada").count() == 1

    action = api.post(ines, f"/accounts/{world.energy.pk}/actions", {"title": "Call"})
    gone = [ines.delete(f"/api/v1/actions/{action['id']}", headers={"idempotency-key": "k-3"}) for _time in range(2)]
    assert [answer.status_code for answer in gone] == [204, 204] and "Idempotent-Replayed" in gone[1].headers
    assert Event.objects.filter(verb="removed action", subject_name="Call").count() == 1


def test_the_same_key_with_another_request_is_refused(world: World, ines: Client, path: str) -> None:
    api.post(ines, path, {"name": "Ada"}, idempotency_key="k-1")
    problem = api.post(ines, path, {"name": "Bo"}, status=422, idempotency_key="k-1")
    assert problem["field"] == "Idempotency-Key"
    elsewhere = api.post(
        ines, f"/accounts/{world.wind.pk}/contacts", {"name": "Ada"}, status=422, idempotency_key="k-1"
    )
    assert elsewhere["field"] == "Idempotency-Key"
    assert not world.energy.contacts.filter(name="Bo").exists() and not world.wind.contacts.exists()


def test_a_key_is_ones_own(world: World, ines: Client, path: str, called_by: Callable[..., Client]) -> None:
    api.post(ines, path, {"name": "Ada"}, idempotency_key="k-1")
    api.post(called_by(world.user(Role.TEAM_MEMBER)), path, {"name": "Bo"}, idempotency_key="k-1")
    assert world.energy.contacts.filter(name__in=("Ada", "Bo")).count() == 2


def test_while_the_first_is_worked_on_the_second_waits(world: World, ines: Client, path: str) -> None:
    body = b'{"name": "Ada"}'
    claim = _claimed_elsewhere(world, path, body, timezone.now())
    answer = ines.post(f"/api/v1{path}", body, content_type="application/json", headers={"idempotency-key": "k-1"})
    assert "still being processed" in api.told(answer, 409)["detail"]
    assert not world.energy.contacts.filter(name="Ada").exists()
    KeptAnswer.objects.filter(pk=claim.pk).update(claimed_at=timezone.now() - timedelta(minutes=1))
    taken_over = ines.post(f"/api/v1{path}", body, content_type="application/json", headers={"idempotency-key": "k-1"})
    assert taken_over.status_code == 201


def _claimed_elsewhere(world: World, path: str, body: bytes, at: Any) -> KeptAnswer:
    import hashlib

    digest = hashlib.sha256(f"POST /api/v1{path}\n".encode() + body).hexdigest()
    return KeptAnswer.objects.create(user=world.user(Role.SAM), key="k-1", fingerprint=digest, claimed_at=at)


def test_who_lost_the_claim_undoes_the_change(world: World, rf: Any) -> None:
    """Two hold the key when one was thought dead: only one change stays."""
    ines, now = world.user(Role.SAM), timezone.now()
    request = rf.post("/x", b"{}", content_type="application/json", headers={"idempotency-key": "k-1"})

    def slow() -> HttpResponse:
        world.energy.contacts.update(title="changed")
        KeptAnswer.objects.filter(key="k-1").update(claimed_at=now + timedelta(minutes=1))
        return HttpResponse("{}", status=201)

    with pytest.raises(errors.WrongState), transaction.atomic():
        keeping.once(request, ines, slow, now=now)
    assert not world.energy.contacts.filter(title="changed").exists()


def test_a_refusal_is_not_kept_and_frees_the_key(world: World, ines: Client, path: str) -> None:
    api.post(ines, path, {"name": "Ada", "email": "no address"}, status=422, idempotency_key="k-1")
    assert not KeptAnswer.objects.exists()
    api.post(ines, path, {"name": "Ada", "email": "ada@example.com"}, idempotency_key="k-1")


def test_kept_for_a_day(world: World, ines: Client, path: str) -> None:
    api.post(ines, path, {"name": "Ada"}, idempotency_key="k-1")
    KeptAnswer.objects.update(claimed_at=timezone.now() - timedelta(hours=25))
    api.post(ines, path, {"name": "Ada"}, idempotency_key="k-1")
    assert world.energy.contacts.filter(name="Ada").count() == 2 and KeptAnswer.objects.count() == 1


@pytest.mark.parametrize("key", ["x" * 201, "a\x01b", "", "a b"])
def test_a_key_that_cannot_be_kept_is_refused(world: World, ines: Client, path: str, key: str) -> None:
    assert api.post(ines, path, {"name": "Ada"}, status=422, idempotency_key=key)["field"] == "Idempotency-Key"


def test_a_secret_is_never_kept(world: World, ines: Client) -> None:
    made = api.post(ines, "/me/tokens", {"label": "job"}, idempotency_key="k-1")
    assert made["token"] not in "".join(f"{kept.body}{kept.headers}" for kept in KeptAnswer.objects.all())
    again = api.post(ines, "/me/tokens", {"label": "job"}, status=409, idempotency_key="k-1")
    assert (
        "Its answer contained a secret that is shown only once" in again["detail"]
        and Token.objects.filter(label="job").count() == 1
    )


def test_an_upload_is_told_apart_by_its_content(world: World, ines: Client) -> None:
    path, headers = f"/api/v1/accounts/{world.energy.pk}/files", {"idempotency-key": "k-1"}

    def send(content: bytes) -> int:
        return ines.post(path, {"file": SimpleUploadedFile("a.txt", content)}, headers=headers).status_code

    assert [send(b"one"), send(b"one"), send(b"two")] == [201, 201, 422]
    assert world.energy.attachments.count() == 1
