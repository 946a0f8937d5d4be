"""Where we stand, through the API."""

from collections.abc import Callable

import pytest
from django.test import Client

from covalue.people.rules import Role
from covalue.positioning.models import Rating
from tests import api
from tests.world import World

pytestmark = pytest.mark.django_db
RATING = {"dimension": "brand", "score": 4, "rated_on": "2026-11-01"}


@pytest.fixture
def ines(world: World, called_by: Callable[..., Client]) -> Client:
    return called_by(world.user(Role.SAM))


def test_the_position_is_answered_with_checks_ratings_and_measures(world: World, ines: Client) -> None:
    account = f"/accounts/{world.energy.pk}"
    rival = api.post(ines, f"{account}/competitors", {"name": "Kabelwerk"})
    api.post(ines, f"{account}/position-ratings", {**RATING, "contact": world.signe.pk})
    api.post(ines, f"{account}/position-ratings", {**RATING, "competitor": rival["id"]})
    named = {"measure": "preference", "contact": world.jon.pk, "named": "competitor", "asked_on": "2026-11-01"}
    api.post(ines, f"{account}/preferences", named, status=422)
    api.post(ines, f"{account}/preferences", {**named, "competitor": rival["id"]})
    page = api.get(ines, f"{account}/position")
    brand = next(row for row in page["dimensions"] if row["dimension"] == "brand")
    assert [(cell["theirs"], cell["ours"]) for cell in brand["cells"]] == [(4, None), (None, 4)]
    assert [check["state"] for check in page["checks"]] == ["unknown"] * 3
    every = page["measures"][1]["every"]
    assert (every["asked"], every["counts"]) == (
        1, [{"name": "Kabelwerk", "ours": False, "n": 1, "share": None}],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"score": 6}, "score"),
        ({"score": 0}, "score"),
        ({"dimension": "colour"}, "dimension"),
        ({"competitor": 999_999}, "competitor"),
        ({"rated_on": "2199-01-01"}, "rated_on"),
    ],
)
def test_bad_input_names_its_field_and_adds_nothing(
    world: World, ines: Client, wrong: dict[str, object], field: str
) -> None:
    problem = api.post(ines, f"/accounts/{world.energy.pk}/position-ratings", {**RATING, **wrong}, status=422)
    assert field in str(problem)
    assert not Rating.objects.exists()


def test_the_message_is_written_by_parts_and_nothing_is_overwritten_unseen(world: World, ines: Client) -> None:
    path = f"/api/v1/accounts/{world.energy.pk}/message"
    first = ines.post(f"{path}/brand", {"words": "Known in 3 countries"}, content_type=api.JSON)
    assert (first.status_code, first.json()["number"]) == (200, 1)
    assert ines.post(f"{path}/colour", {"words": "Blue"}, content_type=api.JSON).status_code == 404
    versions = api.get(ines, f"/accounts/{world.energy.pk}/message")["items"]
    assert [version["parts"] for version in versions] == [{"brand": "Known in 3 countries"}]
