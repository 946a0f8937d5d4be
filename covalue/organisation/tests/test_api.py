from collections.abc import Callable

from django.test import Client

from covalue.core.models import Event
from covalue.organisation import queries
from covalue.organisation.models import Offering, Unit
from covalue.people.rules import Role
from tests import api
from tests.world import World


def test_units_and_offerings_are_made_and_read(world: World, called_by: Callable[..., Client]) -> None:
    dora = called_by(world.user(Role.PROGRAM_DIRECTOR))
    north = api.post(dora, "/units", {"kind": "region", "code": "N", "name": "North"})
    lead = world.user(Role.UNIT_LEAD)
    oslo = api.post(
        dora, "/units", {"kind": "region", "code": "O", "name": "Oslo", "parent": north["id"], "lead": lead.pk}
    )
    assert (oslo["parent"]["name"], oslo["lead"]["name"]) == ("North", "Una Krog")
    api.post(dora, "/units", {"kind": "function", "code": "S", "name": "Service"})
    assert [unit["code"] for unit in api.get(dora, "/units?kind=region")["items"]] == ["N", "O"]
    api.post(dora, "/offerings", {"code": "T", "name": "Turbine", "unit": oslo["id"]})
    assert api.get(dora, "/offerings")["items"][0]["unit"]["name"] == "Oslo"


def test_a_unit_gets_another_lead_and_the_log_says_so(world: World, called_by: Callable[..., Client]) -> None:
    dora, una, ines = called_by(world.user(Role.PROGRAM_DIRECTOR)), world.user(Role.UNIT_LEAD), world.user(Role.SAM)
    north = api.post(dora, "/units", {"kind": "region", "code": "N", "name": "North", "lead": una.pk})
    path = f"/units/{north['id']}/lead"
    assert api.post(dora, path, {"lead": ines.pk}, status=200)["lead"]["name"] == ines.name
    api.post(dora, path, {"lead": ines.pk}, status=200)
    [event] = Event.objects.filter(verb="edited unit")
    assert event.changes == {"lead": [una.name, ines.name]}
    assert api.post(dora, path, {"lead": world.user(Role.CUSTOMER_GUEST).pk}, status=422)["field"] == "lead"
    api.post(called_by(una), path, {"lead": una.pk}, status=403)
    api.post(dora, "/units/999999/lead", {"lead": una.pk}, status=404)
    assert Unit.objects.get().lead == ines
    assert api.post(dora, path, {"lead": None}, status=200)["lead"] is None


def test_what_cannot_be_is_refused(world: World, called_by: Callable[..., Client]) -> None:
    dora = called_by(world.user(Role.PROGRAM_DIRECTOR))
    north = api.post(dora, "/units", {"kind": "region", "code": "N", "name": "North"})
    bad = {"kind": "function", "code": "S", "name": "Service", "parent": north["id"]}
    assert api.post(dora, "/units", bad, status=422)["field"] == "parent"
    assert api.post(dora, "/units", {"kind": "region", "code": "N", "name": "Again"}, status=422)["field"] == "code"
    guest = world.user(Role.CUSTOMER_GUEST).pk
    led = {"kind": "region", "code": "X", "name": "X", "lead": guest}
    assert api.post(dora, "/units", led, status=422)["field"] == "lead"
    api.post(dora, "/offerings", {"code": " ", "name": "Nothing"}, status=422)
    assert (Unit.objects.count(), Offering.objects.count()) == (1, 0)


def test_ours_look_guests_do_not_and_few_change(world: World, called_by: Callable[..., Client]) -> None:
    ines, greta = called_by(world.user(Role.SAM)), called_by(world.user(Role.CUSTOMER_GUEST))
    for path in ("/units", "/offerings"):
        api.get(ines, path)
        api.told(greta.get(f"/api/v1{path}"), 404)
    api.post(ines, "/units", {"kind": "region", "code": "N", "name": "North"}, status=403)
    api.post(ines, "/offerings", {"code": "N", "name": "North"}, status=403)


def test_lines_are_named_by_unit_or_function(world: World) -> None:
    for kind, code, name in (
        ("function", "LOG", "Logistics"),
        ("function", "F", "Finance"),
        ("business_unit", "F", "Fresh"),
    ):
        Unit.objects.create(kind=kind, code=code, name=name)
    names = queries.names_by_code("unit")
    assert (names["LOG"], names["F"]) == ("Logistics", "Fresh") and "LOG" not in queries.names_by_code("region")
