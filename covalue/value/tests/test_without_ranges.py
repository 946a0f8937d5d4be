"""A case without ranges is one figure: no percentiles, no range from a number to itself, no draws; wherever it is read."""

import re
from collections.abc import Callable
from io import BytesIO

import openpyxl
import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from covalue.people.rules import Role
from covalue.value import queries
from covalue.value.cases import figures, numbers, workbook
from covalue.value.cases import sheet as sheets
from covalue.value.cases.sheet import AssumptionRow, Sheet
from covalue.value.models import Initiative
from covalue.value.signing import documents
from covalue.value.tests.test_actions import case
from covalue.value.tests.test_signing import BOTH
from tests.world import World

DRAWN = re.compile(r"80.%|P10|P50|P90|10,000|draws")
INVESTED = {"title": "Set-up", "kind": "cost", "formula": "500", "yearly": False}


def with_range(low: float | None, high: float | None) -> Sheet:
    """The case with these ends of its one uncertain number, and something to pay back."""
    content = BOTH.model_dump()
    none = [{**row, "low": None, "high": None} for row in content["assumptions"]]
    none[0] |= {"low": low, "high": high}
    return sheets.read({**content, "assumptions": none, "lines": [*content["lines"], INVESTED]})


def read_everywhere(found: Initiative, client: Client) -> dict[str, str]:
    """The words of each page that says what the case comes to, and of the customer's document."""
    names = ("value:case", "value:sheet", "value:ask-case")
    pages = {name: client.get(reverse(name, args=[found.pk])) for name in names}
    pages["value:account"] = client.get(reverse("value:account", args=[found.account_id]))
    document = documents.read(queries.case_document(found))
    signing = render_to_string("value/signing/_document.html", {"document": document, "supplier": "We", "form": None})
    texts = {name: page.content.decode() for name, page in pages.items()} | {"document": signing}
    return {name: re.sub(r"\s+", " ", strip_tags(text)) for name, text in texts.items()}


@pytest.mark.parametrize(("low", "high"), [(None, None), (200, 200)])
def test_one_figure_and_a_word_that_there_are_no_ranges(
    world: World, signed_in: Callable[..., Client], low: float | None, high: float | None
) -> None:
    sheet = with_range(low, high)
    said = read_everywhere(case(world, sheet), signed_in(world.user(Role.SAM)))
    for page, text in said.items():
        drawn = DRAWN.findall(text.replace("80 % range", ""))
        assert drawn == [] and "no ranges entered" in text, page
    assert not sheet.has_ranges


def test_with_a_range_both_its_ends_and_the_draws_are_said(world: World, signed_in: Callable[..., Client]) -> None:
    sheet = with_range(100, 300)
    said = read_everywhere(case(world, sheet), signed_in(world.user(Role.SAM)))
    assert all(DRAWN.search(text) and "no ranges entered" not in text for text in said.values())
    assert sheet.has_ranges


def test_a_range_of_ours_alone_is_not_said_to_be_none(world: World, signed_in: Callable[..., Client]) -> None:
    """What is uncertain of our costs changes nothing for the customer, who reads nothing of it."""
    content = with_range(None, None).model_dump()
    ours = [{**row, "low": 10, "high": 40} if row["name"] == "our hours" else row for row in content["assumptions"]]
    sheet = sheets.read({**content, "assumptions": ours})
    said = read_everywhere(case(world, sheet), signed_in(world.user(Role.SAM)))
    assert "no range entered changes it" in said["value:case"] and "80 % between" not in said["value:case"]
    assert "no ranges entered" in said["document"] and not DRAWN.search(said["document"])


@pytest.mark.parametrize(
    ("low", "high", "rows"), [(None, None, ["P10 to P90"]), (100, 300, ["P10 of it", "P50 of it", "P90 of it"])]
)
def test_the_workbook_says_so_too(world: World, low: float | None, high: float | None, rows: list[str]) -> None:
    found = queries.case(case(world, with_range(low, high)))
    book = openpyxl.load_workbook(BytesIO(workbook.of(found).read()))
    assert [cell.value for cell in book["Figures"]["A"] if "P" in str(cell.value)[:1]] == rows
    ends = [cell.value for cell in book["Lines"][2]][7:9]
    assert all(isinstance(end, float) for end in ends) if high else ends == [None, None]


def test_moved_numbers_have_percentiles_only_where_there_is_a_range() -> None:
    for low, high, apart in ((None, None, False), (100, 300, True)):
        sheet = with_range(low, high)
        result = figures.of(sheet).result
        assert result is not None
        moved = numbers.unmoved(sheet, result)
        assert moved is not None and moved.apart is apart
        text = strip_tags(render_to_string("value/cases/_moved.html", {"moved": moved}))
        assert bool(DRAWN.search(text)) is apart and ("no ranges entered" in text) is not apart


def test_an_assumption_by_formula_has_no_range_of_its_own() -> None:
    rows = (AssumptionRow(name="a", base=2), AssumptionRow(name="b", formula="a × 2", low=1, high=3))
    assert not Sheet(assumptions=rows).has_ranges
