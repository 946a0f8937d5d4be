"""Names in the matrix: each circle is named, beside it or by a number, and no two texts lie upon each other."""

from itertools import combinations
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covalue.selection import charts
from covalue.web.charts import drawing


def _rows(names: list[str]) -> list[Any]:
    return [SimpleNamespace(account=name) for name in names]


def _apart(labels: list[charts.Label]) -> bool:
    return not any(
        one.box[0] < other.box[2]
        and other.box[0] < one.box[2]
        and one.box[1] < other.box[3]
        and other.box[1] < one.box[3]
        for one, other in combinations(labels, 2)
    )


@pytest.mark.parametrize("width", [720, 320])
def test_where_circles_crowd_each_is_named_and_no_text_lies_on_another(width: int) -> None:
    names = [f"Customer number {n}" for n in range(12)]
    middle = width / 2
    circles = [(middle + n % 3 * 6, 150 + n % 4 * 5, 24.0 - n) for n in range(12)]
    found = charts.labels(_rows(names), circles, (), left=26, right=width)
    assert {label.row.account for label in found} == set(names) and _apart(found)
    numbers = sorted(label.number for label in found if label.number is not None)
    assert numbers == list(range(1, len(numbers) + 1)) and len(numbers) > 6
    listed = charts._listed(found, width, 300)
    assert len(listed) == len(numbers) and all(0 < at < width for _says, at, _base in listed)
    assert len({(at, base) for _says, at, base in listed}) == len(listed)


def test_where_there_is_room_the_name_stands_beside_its_circle() -> None:
    circles = [(100.0, 100.0, 20.0), (400.0, 300.0, 10.0)]
    found = charts.labels(_rows(["Halden", "Orsa"]), circles, (), left=26, right=720)
    assert [(label.text, label.number) for label in found] == [("Halden", None), ("Orsa", None)]


def test_what_is_written_already_is_not_written_upon() -> None:
    circle = (100.0, 100.0, 20.0)
    taken = (124.0, 90.0, 300.0, 110.0)  # the right of it
    [label] = charts.labels(_rows(["Halden"]), [circle], (taken,), left=26, right=720)
    assert label.anchor != "start" and label.number is None


def test_a_name_lies_on_no_circle_not_even_its_edge() -> None:
    """The name of the small one would run over the lower edge of the large one beside it."""
    circles = [(130.0, 76.0, 26.0), (110.0, 108.0, 6.0)]
    found = charts.labels(_rows(["Halden", "Orsa"]), circles, (), left=26, right=720)
    for label in found:
        if label.number is None:
            left, top, right, bottom = label.box
            for cx, cy, r in circles:
                near = (min(max(cx, left), right), min(max(cy, top), bottom))
                assert (near[0] - cx) ** 2 + (near[1] - cy) ** 2 >= r**2, label


@given(
    st.lists(
        st.tuples(
            st.text(st.sampled_from("Berglunds snabbköp WMil."), min_size=1, max_size=24),
            st.floats(26, 308), st.floats(12, 274), st.floats(6, 26),
        ),
        min_size=1, max_size=14,
    ),
    st.sampled_from([320, 720]),
)  # fmt: skip
def test_no_name_touches_a_circle_or_another_text_on_any_width(
    rows: list[tuple[str, float, float, float]], width: int
) -> None:
    """With the width its letters take, which for wide ones is more than the mean: a name that fits nowhere is a number."""
    circles = [(x, y, r) for _name, x, y, r in rows]
    found = charts.labels(_rows([name for name, *_place in rows]), circles, (), left=26, right=width)
    names = [label for label in found if label.number is None]
    assert _apart(names) and len(found) == len(rows)
    for label in names:
        left, top, right, bottom = label.box
        assert right - left >= drawing.letters_width(label.text) - 1e-6 and left >= 26 - 1e-6 and right <= width + 1e-6
        for cx, cy, r in circles:
            near = (min(max(cx, left), right), min(max(cy, top), bottom))
            assert (near[0] - cx) ** 2 + (near[1] - cy) ** 2 > r**2, label
