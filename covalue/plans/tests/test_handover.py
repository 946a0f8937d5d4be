"""The plan handed over begins with value, and its headings make sense."""

import io
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from pptx import Presentation

from covalue.people.rules import Role
from covalue.plans import actions, handover, queries, slides
from covalue.plans.queries import PlanPage, PlanValue
from covalue.value import actions as value
from covalue.value.actions import SignedAnswer
from covalue.value.models import Signature
from covalue.value.rules import Answer
from covalue.value.tests.test_actions import case
from covalue.value.tests.test_signing import BOTH, ask, claim, part, signer
from tests.world import NOW, TODAY, US, World

__all__ = ["signer"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def planned(signer: World) -> tuple[PlanPage, PlanValue]:
    """An agreed case with a disputed claim, and two targets of which one is validated."""
    actions.start(US, account=signer.energy, now=NOW)
    wanted = value.add_target(US, account=signer.energy, title="Fewer outages", now=NOW)
    value.add_target(US, account=signer.energy, title="Lower stock", now=NOW)
    value.validate_target(US, target=wanted, contact=signer.signe, on=TODAY, now=NOW)
    found = case(signer, BOTH)
    agreed = SignedAnswer(Answer.AGREE, {})
    value.sign(US, signature_request=ask(signer, found), answer=agreed, way=Signature.Way.LINK, now=NOW)
    part(ask(signer, claim(signer, found)))
    return queries.plan_page(signer.user(Role.SAM), signer.energy, TODAY), queries.value_of(signer.energy, TODAY)


def test_the_document_begins_with_value(planned: tuple[PlanPage, PlanValue]) -> None:
    document = handover._document(*planned)
    figures = {figure.label: figure.value for figure in document.value.figures}
    assert figures["Delivered"] == "€230" and figures["Validated"] == "€180" and figures["Disputed"] == "€50"
    notes = {figure.label: figure.note for figure in document.value.figures}
    assert notes["Disputed"] == "claimed but not signed for", "a caption is about its own figure"
    assert [target.state for target in document.value.targets][:1] == ["validated by Signe Dahl, 20 Nov 2026"]
    (row,) = document.value.cases
    assert row.state.startswith("agreed by Signe Dahl, 20 Nov 2026 · starts on 1 December 2026: ") and row.amounts[
        1:
    ] == ("€230", "€180", "€50")
    (disputed,) = document.value.disputed
    assert "two outages were ours" in disputed.note and disputed.amounts == ("€50",)
    assert document.value.chart is None, "one quarter is a figure, no chart"
    assert handover.as_pdf(*planned).startswith(b"%PDF-")


def test_slides_are_native_and_in_the_house_style(planned: tuple[PlanPage, PlanValue]) -> None:
    deck = Presentation(io.BytesIO(slides.deck(*planned)))
    titles = [slide.shapes[0].text_frame.text for slide in deck.slides]
    assert titles == ["€180 validated of €230 delivered", "1 of 2 value targets validated", "1 of 1 value case agreed"]
    chart = next(shape.chart for shape in deck.slides[0].shapes if shape.has_chart)
    assert chart.chart_title.text_frame.text == "Cumulative, EUR"
    assert {series.marker.size for series in chart.plots[0].series} == {8}
    words = " ".join(shape.text_frame.text for shape in deck.slides[2].shapes if shape.has_text_frame)
    assert "In dispute: " in words and "two outages were ours" in words


def test_nothing_is_a_dash_in_document_and_slides(world: World) -> None:
    actions.start(US, account=world.orsa, now=NOW)
    page, nothing = queries.plan_page(world.stranger, world.orsa, TODAY), queries.value_of(world.orsa, TODAY)
    assert {figure.value for figure in handover.value_figures(nothing)} == {"–"}
    assert handover._dashed((("Jan", "€0", "€0"), ("Feb", "€0", "€5"), ("Mar", "€0", "€0"))) == (
        ("Feb", "–", "€5"),
        ("Mar", "–", "–"),
    )
    assert len(Presentation(io.BytesIO(slides.deck(page, nothing))).slides) == 3


@pytest.mark.parametrize(
    ("net", "before", "finding"),
    [
        ("1100", "1000", "Net revenue grew by 10 % to €1.1k"),
        ("900", "1000", "Net revenue fell by 10 % to €900"),
        ("36120", "10000", "Net revenue rose from €10k to €36.1k"),
        ("1100", "0", "Net revenue was €1.1k in 12 months"),
    ],
)
def test_a_tiny_base_is_said_in_amounts(world: World, net: str, before: str, finding: str) -> None:
    page = queries.plan_page(world.stranger, world.orsa, TODAY)
    sold = replace(page.revenue, net=Decimal(net), net_alike=Decimal(net), net_before=Decimal(before))
    assert handover.finding(replace(page, revenue=sold)).replace("\u202f", " ") == finding


def test_a_case_signed_in_part_says_so(signer: World) -> None:
    found = case(signer, BOTH)
    answer = SignedAnswer(Answer.PARTLY, {}, "the price")
    value.sign(
        US, signature_request=ask(signer, found), answer=answer, way=Signature.Way.LINK, now=NOW + timedelta(hours=1)
    )
    worth = queries.value_of(signer.energy, TODAY)
    row = handover._document(queries.plan_page(signer.user(Role.SAM), signer.energy, TODAY), worth).value.cases[0]
    assert row.state.startswith("agreed in part by Signe Dahl")
    assert handover.agreed_title(worth.cases) == "0 of 1 value case agreed, 1 in part"
