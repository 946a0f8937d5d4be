"""The plan as a spreadsheet and as slides: all of it is there, amounts are numbers, and nothing typed is a formula."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from pptx import Presentation

from covalue.action_items import actions as action_items
from covalue.people.rules import Role
from covalue.plans import actions
from covalue.plans.models import SectionKey
from tests.world import NOW, TODAY, US, World

pytestmark = pytest.mark.django_db
LONG = "They go for wind. " * 2_500  # more than a cell of Excel takes


@pytest.fixture
def written(world: World) -> World:
    section = actions.start(US, account=world.energy, now=NOW).sections.get(key=SectionKey.CUSTOMER_STRATEGY)
    actions.write(US, section=section, text=f"=1+1\n\n{LONG}", seen_revision=0, now=NOW)
    return world


def test_the_spreadsheet_holds_the_whole_plan(written: World, signed_in: Callable[..., Client]) -> None:
    answer = signed_in(written.user(Role.SAM)).get(reverse("plans:workbook", args=[written.energy.pk]))
    assert answer.status_code == 200 and "plan-" in answer.headers["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames[0] == "Texts" and book.sheetnames[-1] == "Quality"
    rows = [row for row in book["Texts"].iter_rows(min_row=2) if row[0].value == "Customer strategy"]
    assert "".join(row[1].value for row in rows) == f"=1+1{LONG.rstrip()}", "a long text goes on in the next row"
    assert rows[0][1].data_type == "s", "what is typed is no formula"
    assert book["Quality"].max_row == 31


def test_the_slides_go_on_where_there_are_many_actions(written: World, signed_in: Callable[..., Client]) -> None:
    for number in range(20):
        due = TODAY + timedelta(days=number - 3)
        action_items.add(US, account=written.energy, title=f"Call {number}", due_on=due, now=NOW)
    answer = signed_in(written.user(Role.SAM)).get(reverse("plans:slides", args=[written.energy.pk]))
    said = [_texts(slide) for slide in Presentation(io.BytesIO(answer.content)).slides]
    told = [texts for texts in said if any("Call" in text for text in texts)]
    assert len(told) == 2 and "continued" in told[1]
    assert sum(text.startswith("Call ") for texts in told for text in texts) == 20


def _texts(slide: Any) -> list[str]:
    cells = [cell.text for shape in slide.shapes if shape.has_table for row in shape.table.rows for cell in row.cells]
    return cells + [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
