"""A case's numbers are moved, what it would come to follows, and nothing is saved before they are applied."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from covalue.core import errors
from covalue.people.rules import Role
from covalue.value import actions
from covalue.value.cases import figures, numbers, ranges
from covalue.value.cases import sheet as sheets
from covalue.value.cases.sheet import Sheet
from covalue.value.models import Initiative, SheetRevision
from covalue.value.templatetags.value import figure_shown
from covalue.value.tests.test_actions import case, ines
from tests.world import NOW, World

SHEET: dict[str, Any] = {
    "years": 3,
    "assumptions": [
        {"name": "minutes", "unit": "minutes/year", "low": 100, "base": 200, "high": 260},
        {"name": "cost", "unit": "€/minute", "base": 50},
        {"name": "twice", "formula": "minutes × 2"},
        {"name": "roll-out", "unit": "months", "low": 3, "base": 6},
        {"name": "nothing", "base": 0},
        {"name": "unknown"},
    ],
    "lines": [
        {"title": "Avoided", "formula": "minutes × cost", "ramp": "roll-out"},
        {"title": "Fee", "kind": "price", "side": "supplier", "formula": "4000", "yearly": False},
    ],
}
CENT = 0.01


def test_what_can_be_moved_and_how_far() -> None:
    dials = numbers.dials_of(sheets.read(SHEET))
    assert [(dial.row.name, dial.low, dial.saved, dial.high, str(dial.step)) for dial in dials] == [
        ("minutes", 100, 200, 260, "2"),
        ("cost", 0, 50, 100, "1"),
        ("roll-out", 3, 6, 6, "0.05"),
    ]
    assert [(dial.first, dial.stands_at, dial.last) for dial in dials] == [(50, 100, 130), (0, 50, 100), (60, 120, 120)]


@pytest.mark.parametrize(
    ("row", "low", "high", "step"),
    [
        ({"base": 85, "unit": "%"}, 0, 100, "1"),
        ({"base": 8, "unit": "%/year"}, 0, 16, "0.25"),
        ({"base": 120, "unit": "%"}, 0, 240, "2.5"),
        ({"base": -40}, -80, 0, "1"),
        ({"low": 96, "base": 110, "high": 118}, 96, 118, "1"),
        ({"low": 0.96, "base": 1.1, "high": 1.18}, 0.96, 1.18, "0.0025"),
        ({"low": 900, "base": 1600, "high": 2400}, 900, 2400, "20"),
        ({"base": 1_234_567.5}, 0, 2_469_135, "25000"),
    ],
)
def test_a_number_is_moved_in_round_steps_around_what_it_is(
    row: dict[str, Any], low: float, high: float, step: str
) -> None:
    """From nought to twice, a share to the whole; a hundred steps at most, whole ones where it is counted."""
    (dial,) = numbers.dials_of(sheets.read({"assumptions": [{"name": "a", **row}]}))
    assert (dial.low, dial.high, f"{dial.step:f}") == (low, high, step)
    assert dial.last - dial.first <= 101 and dial.first <= dial.stands_at <= dial.last
    assert dial.first * float(dial.step) <= low and dial.last * float(dial.step) >= high


@given(st.floats(-1e9, 1e9).filter(lambda value: abs(value) > 1e-6))
def test_a_field_shows_a_number_as_it_is_read(value: float) -> None:
    """With the page's separators, and no digit of it is lost: what is not moved is not changed."""
    sheet = sheets.read({"assumptions": [{"name": "a", "base": value}]})
    shown = figure_shown(value)
    assert numbers.typed_in(sheet, {"n-0": shown}) == {0: value}
    assert numbers.typed_in(sheets.read(SHEET), {"n-0": "1 9 0,5"}) == {0: 190.5}


def test_a_range_moves_along_in_proportion_and_what_has_none_moves_as_a_whole() -> None:
    sheet = sheets.read(
        {**SHEET, "assumptions": [*SHEET["assumptions"], {"name": "fix", "low": 7, "base": 7, "high": 7}]}
    )
    rows = numbers.with_values(sheet, {0: 250.0, 1: 40.0, 3: 4.0, 6: 8.0}).assumptions
    assert [(row.low, row.base, row.high) for row in rows] == [
        (125, 250, 325), (None, 40, None), (None, None, None), (2, 4, None), (None, 0, None), (None, None, None), (8, 8, 8)
    ]  # fmt: skip
    assert numbers.with_values(sheet, {0: 200.0, 1: 50.0}) == sheet, "what is not moved is the same sheet"


@pytest.mark.parametrize("typed", ["261", "99.9", "nan", "inf", "1e400", "two", "1,5", "1,500"])
def test_what_is_no_number_or_beyond_the_ends_is_refused_with_its_name(typed: str) -> None:
    with pytest.raises(errors.BadInput, match="minutes") as refused:
        numbers.typed_in(sheets.read(SHEET), {"n-0": typed})
    assert refused.value.field == "n-0"


@given(st.floats(100, 260), st.floats(0, 100))
@settings(max_examples=15, deadline=None)
def test_what_is_tried_is_what_is_saved_afterwards(minutes: float, cost: float) -> None:
    """The same draws and the same method: to the last digit, which a sheet keeps of what was typed."""
    sheet = sheets.read(SHEET)
    tried = numbers.moved(sheet, _result(sheet), {"n-0": repr(minutes), "n-1": repr(cost)}).result
    saved = _result(sheets.read(sheets.stored(numbers.with_values(sheet, {0: minutes, 1: cost}))))
    assert tried and (tried.npv, tried.npv_bins, tried.loss_chance) == (saved.npv, saved.npv_bins, saved.loss_chance)
    assert (tried.customer.npv, tried.payback, tried.lines) == (saved.customer.npv, saved.payback, saved.lines)
    low, high = (
        tried.npv_bins.low - CENT,
        tried.npv_bins.high + CENT,
    )  # where all futures are one, the ends are one, too
    assert sum(tried.npv_bins.counts) == 10_000 and low <= tried.npv.p10 <= high


def written(world: World, initiative: Initiative, content: dict[str, object]) -> Initiative:
    """The case with another sheet."""
    return actions.write(
        ines(world), initiative=initiative, sheet=sheets.read(content), seen_revision=initiative.revision, now=NOW
    )


def _result(sheet: Sheet) -> figures.Result:
    result = figures.of(sheet).result
    assert result is not None
    return result


@pytest.fixture
def sam(world: World, signed_in: Callable[..., Client]) -> Client:
    return signed_in(world.user(Role.SAM))


@pytest.fixture
def found(world: World) -> Initiative:
    return written(world, case(world), {**SHEET, "assumptions": SHEET["assumptions"][:-1]})


def _figures(html: str) -> list[str]:
    return re.findall(r'<dd title="([^"]+)"', html[html.index('id="moved"') :])[:4]


@pytest.mark.django_db
def test_moving_a_number_saves_nothing_and_applying_it_does(sam: Client, found: Initiative) -> None:
    page, move, apply = (
        reverse(name, args=[found.pk]) for name in ("value:case", "value:move-numbers", "value:apply-numbers")
    )
    before = sam.get(page).content.decode()
    sent = {"n-0": "240", "n-1": "45.5", "seen_revision": str(found.revision)}
    tried = sam.post(move, sent, headers={"HX-Request": "true"})
    told = tried.content.decode()
    assert tried.status_code == 200 and "<html" not in told and "Tried, not saved" in told
    assert _figures(told) != _figures(before) and f"{_figures(before)[0]}" not in _figures(told)
    again = sam.get(page).content.decode()
    assert _figures(again) == _figures(before) and "Tried, not saved" not in again
    assert Initiative.objects.get().sheet == found.sheet and Initiative.objects.get().revision == found.revision
    assert sam.post(apply, sent).status_code == 302
    kept = Initiative.objects.get()
    assert [row["base"] for row in kept.sheet["assumptions"][:2]] == [240, 45.5]
    assert (kept.sheet["assumptions"][0]["low"], kept.sheet["assumptions"][0]["high"]) == (120, 312)
    assert "its range moves along, from 100 to 260 before, from 120 to 312 now" in " ".join(told.split())
    assert SheetRevision.objects.filter(initiative=kept).exists()
    assert _figures(sam.get(page).content.decode()) == _figures(told)


@pytest.mark.django_db
def test_without_a_script_the_whole_page_shows_what_is_tried(sam: Client, found: Initiative) -> None:
    told = sam.post(
        reverse("value:move-numbers", args=[found.pk]), {"n-0": "240", "seen_revision": str(found.revision)}
    ).content.decode()
    assert "<html" in told and "Tried, not saved" in told and 'name="n-0"' in told and 'value="240"' in told
    assert Initiative.objects.get().sheet == found.sheet


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["value:move-numbers", "value:apply-numbers"])
def test_numbers_of_a_sheet_that_was_changed_since_are_refused(
    world: World, sam: Client, found: Initiative, name: str
) -> None:
    sent = {"n-0": "240", "seen_revision": str(found.revision)}
    written(world, found, {**found.sheet, "years": 4})
    assert sam.post(reverse(name, args=[found.pk]), sent).status_code == 409
    assert Initiative.objects.get().sheet["assumptions"][0]["base"] == 200


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["value:move-numbers", "value:apply-numbers"])
def test_a_number_beyond_its_ends_is_refused_by_the_server_too(sam: Client, found: Initiative, name: str) -> None:
    sent = {"n-0": "261", "seen_revision": str(found.revision)}
    answer = sam.post(reverse(name, args=[found.pk]), sent, headers={"Accept": "application/json"})
    assert answer.status_code == 422 and "can be moved from 100 to 260" in answer.content.decode()
    assert Initiative.objects.get().sheet == found.sheet


@pytest.mark.django_db
def test_an_archived_case_and_one_without_figures_offer_nothing_to_move(
    world: World, sam: Client, found: Initiative
) -> None:
    page = reverse("value:case", args=[found.pk])
    assert 'id="numbers"' in sam.get(page).content.decode()
    Initiative.objects.update(archived_at=NOW)
    assert 'id="numbers"' not in sam.get(page).content.decode()
    sent = {"n-0": "240", "seen_revision": str(found.revision)}
    assert sam.post(reverse("value:apply-numbers", args=[found.pk]), sent).status_code == 409
    Initiative.objects.update(archived_at=None)
    broken = {**found.sheet, "lines": [{"title": "Avoided", "formula": "minutes ×"}]}
    changed = written(world, Initiative.objects.get(), broken)
    assert 'id="numbers"' not in sam.get(page).content.decode()
    sent["seen_revision"] = str(changed.revision)
    assert sam.post(reverse("value:move-numbers", args=[found.pk]), sent).status_code == 409


@pytest.mark.parametrize(
    ("row", "value", "moved"),
    [
        ({"low": 100, "base": 200, "high": 260}, 240, (120, 240, 312)),
        ({"low": -10, "base": 5, "high": 20}, 7, (-8, 7, 22)),
        ({"low": 0, "base": 0, "high": 8}, 2, (2, 2, 10)),
        ({"low": 70, "base": 80, "high": 95, "unit": "%"}, 90, (78.75, 90, 100)),
        ({"low": 70, "base": 80, "high": 160, "unit": "%"}, 90, (78.75, 90, 180)),
        ({"low": -30, "base": -20, "high": -10}, -10, (-15, -10, -5)),
        ({"low": 3, "base": 6}, 3, (1.5, 3, 3)),
    ],
)
def test_where_a_range_is_after_its_number_was_moved(
    row: dict[str, Any], value: float, moved: tuple[float, float, float]
) -> None:
    sheet = sheets.read({"assumptions": [{"name": "a", **row}]})
    assert numbers.with_values(sheet, {0: value}).assumptions[0].ends == moved


@settings(max_examples=40, deadline=None)
@given(st.tuples(*[st.floats(-1e9, 1e9)] * 3).map(sorted), st.floats(0, 1), st.sampled_from(["", "%", "€"]))
def test_a_number_that_is_moved_stays_within_its_range(ends: list[float], share: float, unit: str) -> None:
    low, base, high = ends
    (row,) = sheets.read(
        {"assumptions": [{"name": "a", "low": low, "base": base, "high": high, "unit": unit}]}
    ).assumptions
    value = min(max(low + share * (high - low), low), high)
    moved = ranges.moved_along(row, value)
    assert moved.ends[0] <= value == moved.ends[1] <= moved.ends[2]
    assert figures.of(sheets.read({"assumptions": [moved], "lines": [{"title": "x", "formula": "1"}]})).problem == ""
    if min(low, value) > 0 and not ranges.is_share(row) and high < 1e8 and base > 1e-3:
        assert moved.ends[0] / value == pytest.approx(low / base, rel=1e-9)
        assert moved.ends[2] / value == pytest.approx(high / base, rel=1e-9)


@pytest.mark.django_db
def test_a_base_beyond_its_range_is_told_on_every_door_and_has_no_figures(
    world: World, sam: Client, found: Initiative
) -> None:
    rows = [{**found.sheet["assumptions"][0], "base": 300}, *found.sheet["assumptions"][1:]]
    sentence = "The base, 300, is not between low, 100, and high, 260."
    wrong = written(world, found, {**found.sheet, "assumptions": rows})
    for name in ("value:case", "value:sheet"):
        assert sentence in sam.get(reverse(name, args=[found.pk])).content.decode(), name
    told = sam.get(f"/api/v1/cases/{found.pk}").json()
    assert told["figures"] is None and told["problem"] == f"minutes: {sentence}"
    written(world, wrong, {**found.sheet, "rate": 0.2, "rate_low": 0.05, "rate_high": 0.1})
    told = sam.get(f"/api/v1/cases/{found.pk}").json()
    assert (
        told["problem"]
        == "Discount rate: The rate, 20\u202f%, is not between the lowest, 5\u202f%, and the highest, 10\u202f%."
    )
    assert told["figures"] is None
