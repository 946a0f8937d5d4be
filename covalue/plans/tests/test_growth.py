"""The growth strategy in the plan: on its page, in the PDF's data, and on slides."""

from collections.abc import Callable
from decimal import Decimal
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse

from covalue.growth import actions as growth
from covalue.growth.queries import MOVES, PATH, PEOPLE
from covalue.growth.rules import MoveKind
from covalue.objectives import actions as objectives
from covalue.objectives.models import Side
from covalue.opportunities import actions as opportunities
from covalue.people.rules import Role
from covalue.plans import actions, handover, queries, slides
from tests.world import NOW, TODAY, US, World

pytestmark = pytest.mark.django_db


def _told(made: bytes) -> str:
    from pptx import Presentation

    deck = Presentation(BytesIO(made))
    texts = [shape.text_frame.text for slide in deck.slides for shape in slide.shapes if shape.has_text_frame]
    tables = [shape.table for slide in deck.slides for shape in slide.shapes if shape.has_table]
    return " ".join([*texts, *(cell.text for table in tables for row in table.rows for cell in row.cells)])


def test_a_plan_with_only_deals_says_so(world: World, signed_in: Callable[..., Client]) -> None:
    actions.start(US, account=world.energy, now=NOW)
    dora = world.user(Role.PROGRAM_DIRECTOR)
    assert queries.plan_page(dora, world.energy, TODAY).growth is None
    opportunities.add(US, world.energy, {"title": "Cables"}, now=NOW)
    page = queries.plan_page(dora, world.energy, TODAY)
    assert handover.growth_finding(page) == "Only a list of deals"
    html = signed_in(dora).get(reverse("plans:plan", args=[world.energy.pk])).content.decode()
    assert "Only a list of deals" in html
    assert "Only a list of deals" in _told(slides.deck(page, queries.value_of(world.energy, TODAY)))


def test_moves_and_path_are_handed_over_with_what_they_build_on(world: World) -> None:
    actions.start(US, account=world.energy, now=NOW)
    goal = objectives.add(US, account=world.energy, side=Side.THEIRS, statement="No outage", now=NOW)
    growth.write_vision(US, account=world.energy, vision="**Partners** in wind", seen=None, now=NOW)
    values = {
        "kind": MoveKind.WIDEN,
        "title": "Into the parks",
        "first_year": 2027,
        "last_year": 2029,
        "objective": goal,
    }
    move = MOVES.add(US, world.energy, values, now=NOW)
    PEOPLE.add(US, world.energy, {"move": move, "contact": world.signe, "sponsors": True, "success": "Quiet"}, now=NOW)
    for year in (2027, 2028):
        amounts = {f"revenue_{name}": Decimal(1000 * year) for name in ("low", "base", "high")}
        PATH.add(US, world.energy, {"year": year, **amounts}, now=NOW)
    page = queries.plan_page(world.user(Role.SAM), world.energy, TODAY)
    assert handover.move_rows(page) == (
        (
            "Widen",
            "Into the parks",
            "2027–2029",
            "No outage · Signe Dahl · What is missing: no value the customer signed for",
        ),
    )
    told = _told(slides.deck(page, queries.value_of(world.energy, TODAY)))
    assert "0 of 1 growth move builds" in told and "Into the parks" in told and "Revenue and margin path" in told
    assert handover.as_pdf(page, queries.value_of(world.energy, TODAY)).startswith(b"%PDF")
