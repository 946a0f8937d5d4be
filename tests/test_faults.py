"""When something breaks on our side: what is shown, what is kept, what stands in the log."""

import errno
import json
import logging

import pytest
from django.db import OperationalError
from django.http import UnreadablePostError
from django.test import Client
from django.urls import reverse

from covalue.accounts.models import Account
from covalue.analytics.cluster import ClusterError
from covalue.core import logs
from covalue.core.models import Event
from covalue.people import queries
from covalue.people.rules import Role
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def ines(world: World, signed_in) -> Client:
    client = signed_in(world.user(Role.SAM))
    client.raise_request_exception = False
    return client


def test_a_fault_is_named_and_tells_nothing_else(ines: Client, monkeypatch, caplog) -> None:
    monkeypatch.setattr("covalue.process.queries.my_day", _broken(RuntimeError("inner matter")), raising=False)
    answer = ines.get("/")
    page = answer.content.decode()
    assert answer.status_code == 500 and answer.headers["X-Request-ID"] in page
    assert "inner matter" not in page and "Traceback" not in page


def test_what_was_typed_is_kept_while_the_database_is_away(monkeypatch) -> None:
    monkeypatch.setattr("covalue.people.actions.seconds_until_next_attempt", _broken(OperationalError("gone")))
    client = Client(raise_request_exception=False)
    answer = client.post(
        reverse("people:sign-in"), {"email": "ines@covalue.test", "password": "hunter2 hunter2", "note": "</textarea>é"}
    )
    page = answer.content.decode()
    assert answer.status_code == 503 and answer.headers["Retry-After"] == "10"
    assert "The database is not responding" in page and "&lt;/textarea&gt;é" in page and "ines@covalue.test" in page
    assert "hunter2" not in page and "gone" not in page


def test_what_is_sent_again_is_what_was_typed(monkeypatch) -> None:
    """Nothing is added to it, and a name that only resembles that of a secret is kept."""
    monkeypatch.setattr("covalue.people.actions.seconds_until_next_attempt", _broken(OperationalError("gone")))
    typed = {
        "email": "ines@covalue.test", "note": "two\nlines", "postcode": "S-958 22", "renewal": "2027", "code": "123456",
        "password": "hunter2 hunter2",
    }  # fmt: skip
    client = Client(raise_request_exception=False)
    page = client.post(reverse("people:sign-in"), typed).content.decode()
    assert '<input type="hidden" name="note" value="two\nlines">' in page
    assert 'name="postcode" value="S-958 22"' in page and 'name="renewal" value="2027"' in page
    assert "123456" not in page and "hunter2" not in page


def test_while_the_ledgers_cluster_is_away_its_pages_say_so(ines: Client, monkeypatch) -> None:
    monkeypatch.setattr("covalue.process.queries.my_day", _broken(ClusterError("spark://inner:7077")))
    answer = ines.get("/")
    page = answer.content.decode()
    assert answer.status_code == 503 and answer.headers["Retry-After"] == "10"
    assert "The ledger cluster is not responding" in page and "inner" not in page and "database" not in page


@pytest.mark.parametrize(
    "problem",
    [
        OperationalError("database or disk is full"),
        OSError(errno.ENOSPC, "inner matter"),
        OSError(errno.EDQUOT, "inner matter"),
        RuntimeError("Generic LocalFileSystem error: No space left on device (os error 28)"),
    ],
)
def test_a_full_disk_is_told_as_one(ines: Client, world: World, called_by, monkeypatch, problem: Exception) -> None:
    monkeypatch.setattr("covalue.process.queries.my_day", _broken(problem))
    answer = ines.get("/")
    page = answer.content.decode()
    assert answer.status_code == 503 and "The disk is full" in page
    assert "database" not in page and "inner" not in page and "space left" not in page
    program = called_by(world.user(Role.SAM))
    program.raise_request_exception = False
    monkeypatch.setattr(queries, "colleagues_for", _broken(problem))
    told = program.get("/api/v1/colleagues")
    assert (
        told.status_code == 503 and "disk is full" in told.json()["detail"] and "database" not in told.json()["detail"]
    )


def test_a_request_that_did_not_arrive_whole_is_no_fault_of_ours(ines: Client, monkeypatch, caplog) -> None:
    monkeypatch.setattr("covalue.process.queries.my_day", _broken(UnreadablePostError("stood still")))
    assert ines.get("/").status_code == 408
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


def test_the_api_says_the_same_as_a_problem(world: World, called_by, monkeypatch) -> None:
    program = called_by(world.user(Role.SAM))
    program.raise_request_exception = False
    monkeypatch.setattr(queries, "colleagues_for", _broken(OperationalError("gone")))
    answer = program.get("/api/v1/colleagues")
    assert answer.status_code == 503 and answer.headers["Retry-After"] == "10"
    assert answer.json()["request"] == answer.headers["X-Request-ID"] and "gone" not in answer.content.decode()


def test_no_line_of_the_log_holds_an_address_or_a_secret(client: Client, caplog, db) -> None:
    caplog.set_level(logging.INFO)
    caplog.set_level(logging.INFO, logger="covalue.web.middleware")
    answer = client.get("/join/a-secret-of-an-invitation/?q=confidential")
    assert answer.status_code == 404
    client.post(reverse("people:sign-in"), {"email": "x@covalue.test", "password": "a password of somebody"})
    client.get("/api/v1/me", headers={"authorization": "Bearer cov_not_a_token"})
    client.get("/scim/v2/Users", headers={"authorization": "Bearer scim_not_a_token"})
    client.get("/sign-in/company/oidc/callback/", {"code": "code-of-a-provider", "state": "state-of-a-provider"})
    told = "\n".join(logs.JsonLines().format(record) for record in caplog.records)
    assert '"route": "join/' in told and '"status": 404' in told
    for secret in (
        "a-secret-of-an", "confidential", "a password of", "cov_not", "scim_not", "code-of", "state-of",
        client.cookies["csrftoken"].value if "csrftoken" in client.cookies else "no-cookie",
    ):  # fmt: skip
        assert secret not in told


def test_a_row_that_the_database_quotes_stays_out_of_the_log() -> None:
    try:
        raise OperationalError("violates\nDETAIL:  Failing row contains (1, what was\nsaid in confidence).")
    except OperationalError as problem:
        record = logging.LogRecord("x", logging.ERROR, "", 0, "fault", (), (type(problem), problem, None))
    told = json.loads(logs.JsonLines().format(record))
    assert "violates" in told["fault"] and "confidence" not in told["fault"]


def test_the_trail_keeps_the_name_of_the_request(world: World, ines: Client) -> None:
    before = Account.objects.get(pk=world.energy.pk).name
    answer = ines.post(reverse("people:sign-out"))
    event = Event.objects.order_by("-id").first()
    assert before and event is not None and event.request == answer.headers["X-Request-ID"]


def _broken(problem: Exception):
    def raise_it(*_arguments: object, **_named: object) -> None:
        raise problem

    return raise_it
