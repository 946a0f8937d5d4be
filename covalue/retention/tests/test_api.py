"""Contracts by program."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from covalue.core.models import Event
from covalue.people.rules import Role
from covalue.retention.models import ContractTable
from covalue.retention.tests.tables import FILE, HIGH_END, REGULAR
from tests import api
from tests.world import World

pytestmark = pytest.mark.django_db
HERE = "/contract-tables"
BODY = {
    "name": "Service", "period": "year", "margin": "100",
    "segments": [{"name": "Regular", "there": list(REGULAR[:8])}, {"name": "High End", "there": list(HIGH_END[:8])}],
}  # fmt: skip


@pytest.fixture
def dora(world: World, called_by: Callable[..., Client]) -> Client:
    return called_by(world.user(Role.PROGRAM_DIRECTOR))


def test_fader_and_hardie_2007_regular_and_high_end(dora: Client) -> None:
    told = api.post(dora, HERE, BODY)
    regular, high_end, both = told["segments"]
    assert regular["fit"]["parameters"] == pytest.approx({"alpha": 0.704, "beta": 1.182}, abs=1e-3)
    assert regular["fit"]["log_likelihood"] == pytest.approx(-1680.27, abs=0.01)
    assert high_end["fit"]["parameters"] == pytest.approx({"alpha": 0.668, "beta": 3.806}, abs=1e-3)
    assert high_end["fit"]["log_likelihood"] == pytest.approx(-1611.16, abs=0.01)
    assert (both["key"], both["began"], both["renewals"]) == ("all", 2000, 7)
    eighth = high_end["fit"]["periods"][8]
    assert eighth["model"]["value"] == pytest.approx(0.460, abs=1e-3) and eighth["observed"] is None
    assert eighth["model"]["low"] < 0.468 < eighth["model"]["high"]  # what came is inside


def test_terms_are_asked_for(dora: Client) -> None:
    table = api.post(dora, HERE, BODY)["id"]
    asked = api.get(dora, f"{HERE}/{table}?discount=0.2&margin=10&ahead=2&held=0")["segments"][0]["fit"]
    assert len(asked["periods"]) == 10 and asked["check"] is None
    start, later = float(asked["money"]["at_start"][0]), float(asked["money"]["after_renewal"][0])
    assert start - later == pytest.approx(10, abs=0.011) and start == pytest.approx(
        10 * asked["lifetime"]["value"], abs=0.01
    )
    for wrong in ("discount=0", "ahead=0", "held=-1", "margin=-1"):
        assert dora.get(f"/api/v1{HERE}/{table}?{wrong}").status_code == 422, wrong


@pytest.mark.parametrize(
    "wrong",
    [
        {"segments": []}, {"segments": [{"name": "a", "there": [5, 7]}]}, {"segments": [{"name": "a", "there": ["x"]}]},
        {"segments": [{"name": "a", "there": [5]}]}, {"segments": [{"name": "a", "there": [5, -1]}]}, {"name": " "},
        {"period": "week"}, {"margin": "-1"}, {"segments": [{"name": "a", "there": [2, 1]}] * 2}, {"extra": 1},
        {"segments": [{"name": "a", "there": [9] * 400}]},
    ],
)  # fmt: skip
def test_what_cannot_be_kept(dora: Client, wrong: dict[str, object]) -> None:
    before = Event.objects.count()
    api.post(dora, HERE, {**BODY, **wrong}, status=422)
    assert not ContractTable.objects.exists() and Event.objects.count() == before


def test_edited_removed_restored(dora: Client) -> None:
    told = api.post(dora, HERE, BODY)
    here = f"{HERE}/{told['id']}"
    changed = api.patch(dora, here, {"name": "Renamed", "margin": None}, told["version"])
    assert (changed["name"], changed["margin"], len(changed["segments"])) == ("Renamed", None, 3)
    api.patch(dora, here, {"name": "Late"}, told["version"], status=412)
    api.patch(dora, here, {"name": "Blind"}, None, status=428)
    api.patch(dora, here, {"segments": [{"name": "a", "there": [1, 2]}]}, changed["version"], status=422)
    api.delete(dora, here)
    assert dora.get(f"/api/v1{here}").status_code == 404 and api.get(dora, HERE) == []
    api.post(dora, f"{here}/restore", status=200)
    assert [one["name"] for one in api.get(dora, HERE)] == ["Renamed"]


def test_a_file_is_sent_and_counted(dora: Client) -> None:
    told = dora.post(f"/api/v1{HERE}/files", {"file": SimpleUploadedFile("service.csv", FILE.encode())}).json()
    assert told["suggested"] == {"customer": "customer", "begins": "begin", "ends": "end", "margin": "margin"}
    here = f"{HERE}/{told['id']}"
    assert api.get(dora, here)["segments"] == []
    api.post(dora, f"{here}/count", {"begins": "customer", "ends": "end"}, status=422)
    counted = api.post(dora, f"{here}/count", {**told["suggested"], "until": "2023-06-01"}, status=200)
    assert counted["segments"][0]["vintages"] == [[5, 3, 2, 2], [1]] and counted["segments"][0]["margin"] == 20
    assert counted["until"] == "2023-06-01" and counted["rejected"] == 0
    typed = api.post(dora, HERE, BODY)["id"]
    api.post(dora, f"{HERE}/{typed}/count", {"begins": "a", "ends": "b"}, status=409)


def test_too_little_is_said(dora: Client) -> None:
    body = {**BODY, "segments": [{"name": "a", "there": [5, 5, 5]}, {"name": "b", "there": [5, 4, 3]}]}
    first, second, _both = api.post(dora, HERE, body)["segments"]
    assert first["fit"] is None and "No contract was lost" in first["refused"] and second["fit"]
