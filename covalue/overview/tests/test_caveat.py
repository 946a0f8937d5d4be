"""Where a model cannot see who left, that stands beside its lifetime values wherever they are told, and nowhere else."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pptx import Presentation

from covalue.lifetime import actions as lifetime
from covalue.lifetime.rules import USUAL
from covalue.lifetime.tests import sold
from covalue.people.rules import Role
from covalue.segmentation import queries as segmentation
from covalue.segmentation.rules import Basis, Settings
from covalue.selection.actions import rounds
from covalue.selection.tests import samples
from tests.world import NOW, US, World

CAVEAT = "the model cannot see who left"
RANKED = "basis=lifetime"

pytestmark = pytest.mark.django_db


@pytest.fixture(params=[True, False], ids=["unseen", "seen"])
def unseen(request: pytest.FixtureRequest, world: World, tmp_path: Path) -> bool:
    """A base in which nobody is seen to leave, and one in which some are."""
    sold.import_lines(tmp_path, sold.endless() if request.param else sold.lines())
    lifetime.compute(US, settings=USUAL, now=NOW)
    return bool(request.param)


def test_pages(unseen: bool, world: World, signed_in: Callable[..., Client]) -> None:
    director = signed_in(world.user(Role.PROGRAM_DIRECTOR))
    leads_to = f'href="{reverse("lifetime:home")}#leaving"'
    for address in (
        reverse("overview:home"),
        reverse("process:account", args=[world.wind.pk]),
        f"{reverse('segmentation:home')}?{RANKED}",
    ):
        page = director.get(address).content.decode()
        assert (CAVEAT in page, leads_to in page) == (unseen, unseen), address
    assert ('id="leaving"' in director.get(reverse("lifetime:home")).content.decode()) == unseen
    assert CAVEAT not in director.get(reverse("segmentation:home")).content.decode()


def test_files(unseen: bool, world: World, signed_in: Callable[..., Client]) -> None:
    director = signed_in(world.user(Role.PROGRAM_DIRECTOR))
    for name, asked in (("overview", ""), ("lifetime", ""), ("segmentation", RANKED)):
        file = b"".join(director.get(f"{reverse(f'{name}:export')}?format=csv&{asked}")).decode()  # type: ignore[arg-type]
        assert (CAVEAT in file) == unseen, name
    slides = Presentation(
        io.BytesIO(director.get(f"{reverse('overview:export')}?format=pptx&class=all").content)
    ).slides
    told = " ".join(shape.text_frame.text for slide in slides for shape in slide.shapes if shape.has_text_frame)
    assert (CAVEAT in told) == unseen


def test_rating(unseen: bool, world: World, signed_in: Callable[..., Client]) -> None:
    """A rater sees the figure a candidate is rated by, and those who meet about it do."""
    round = samples.opened(world, (Role.SAM,), candidates=[world.wind], by=samples.starting_criteria())
    candidate = round.candidates.get()
    rated = signed_in(world.user(Role.SAM)).get(reverse("selection:rate", args=[candidate.pk])).content.decode()
    assert (CAVEAT in rated) == unseen
    samples.give_all(world, round, Role.SAM, *[10] * 12)
    rounds.close_rating(samples.director(world), round, now=NOW)
    met = signed_in(world.user(Role.PROGRAM_DIRECTOR)).get(reverse("selection:candidate", args=[candidate.pk]))
    assert (CAVEAT in met.content.decode()) == unseen


def test_programs(unseen: bool, world: World, called_by: Callable[..., Client]) -> None:
    program = called_by(world.user(Role.PROGRAM_DIRECTOR))
    assert program.get("/api/v1/lifetime-value").json()["sees_leaving"] is not unseen
    assert program.get(f"/api/v1/accounts/{world.wind.pk}/lifetime-value").json()["sees_leaving"] is not unseen
    assert (CAVEAT in segmentation.of_base(Settings(basis=Basis.LIFETIME), top=1)["caveat"]) == unseen
    assert segmentation.of_base(Settings(), top=1)["caveat"] == ""


def test_nothing_is_said_of_what_was_not_computed(
    world: World, tmp_path: Path, signed_in: Callable[..., Client], called_by: Callable[..., Client]
) -> None:
    sold.import_lines(tmp_path, sold.endless())
    director = world.user(Role.PROGRAM_DIRECTOR)
    assert CAVEAT not in signed_in(director).get(reverse("overview:home")).content.decode()
    answer = called_by(director).get(f"/api/v1/accounts/{world.wind.pk}/lifetime-value").json()
    assert (answer["value"], answer["sees_leaving"]) == (None, None)
