from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from covalue.organisation.models import Offering, Unit
from covalue.people.rules import Role
from tests.world import World


def test_units_and_offerings_are_added_on_the_page(world: World, signed_in: Callable[..., Client]) -> None:
    dora, una = signed_in(world.user(Role.PROGRAM_DIRECTOR)), world.user(Role.UNIT_LEAD)
    dora.post(reverse("organisation:create-unit"), {"kind": "region", "code": " N ", "name": "North", "lead": una.pk})
    north = Unit.objects.get(code="N", lead=una)
    dora.post(reverse("organisation:create-offering"), {"code": "T", "name": "Turbine", "unit": north.pk})
    assert Offering.objects.get(code="T").unit == north
    assert dora.post(reverse("organisation:create-unit"), {"kind": "?", "code": "X", "name": "X"}).status_code == 422
    show = reverse("organisation:set-lead", args=[north.pk])
    assert una.name in dora.get(show).content.decode()
    assert dora.post(show, {"lead": "0"}).status_code == 422 and dora.post(show, {"lead": ""}).status_code == 302
    north.refresh_from_db()
    assert north.lead is None
    page = dora.get(reverse("organisation:home")).content.decode()
    assert "Turbine" in page and 'id="new-unit"' in page
    assert 'id="new-unit"' not in signed_in(una).get(reverse("organisation:home")).content.decode()
