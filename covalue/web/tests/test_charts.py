"""Every chart is well-formed, safe, within the page's policy, and tells its numbers as a table too."""

from itertools import combinations, pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covalue.web import charts
from covalue.web.charts import drawing, numbers

HOSTILE = "<script>alert(\"1\")</script> & 'x'"


def _stacks(*values: float | None, href: str = "") -> charts.StackedBars:
    hrefs = (href,) if href else ()
    return charts.StackedBars("Revenue", (HOSTILE,), tuple(charts.Stack("Jan", (v,), hrefs) for v in values))


DRAWN = {
    "stacked": lambda standalone: charts.stacked_bars(_stacks(5, -2, None), standalone=standalone),
    "stacked empty": lambda standalone: charts.stacked_bars(_stacks(), standalone=standalone),
    "trend": lambda standalone: charts.line_trend(
        charts.LineTrend(HOSTILE, ("Jan", "Feb"), (charts.Line(HOSTILE, (1, None)), charts.Line("b", (2, 3)))),
        standalone=standalone,
    ),
    "trend empty": lambda standalone: charts.line_trend(charts.LineTrend("t", (), ()), standalone=standalone),
    "pareto": lambda standalone: charts.pareto(
        charts.Pareto("t", ((HOSTILE, 70), ("b", 20), ("c", 10), ("d", -5))), standalone=standalone
    ),
    "pareto empty": lambda standalone: charts.pareto(charts.Pareto("t", ()), standalone=standalone),
    "histogram": lambda standalone: charts.histogram(
        charts.Histogram(HOSTILE, charts.Bins(-5, 5, (1, 3, 0)), ((HOSTILE, 2),), charts.Bins(0, 9, (2, 2))),
        standalone=standalone,
    ),
    "histogram of one value": lambda standalone: charts.histogram(
        charts.Histogram("t", charts.Bins(5, 5, (10,))), standalone=standalone
    ),
    "sparkline": lambda standalone: charts.sparkline((1, None, 3), HOSTILE),
    "bar": lambda standalone: charts.bar(1.7, HOSTILE),
    "step": lambda standalone: charts.step(100, 85, (-5, 100), HOSTILE, role="step-off"),
    "step of nothing": lambda standalone: charts.step(0, 0, (0, 0), HOSTILE),
}


@pytest.mark.parametrize("standalone", [False, True])
@pytest.mark.parametrize("name", DRAWN)
def test_a_drawing_is_well_formed_named_and_without_script_or_style(name: str, standalone: bool) -> None:
    svg = DRAWN[name](standalone)
    root = ElementTree.fromstring(svg)
    assert root.attrib["aria-label"] and root.attrib["role"] in {"img", "group"}
    assert "style=" not in svg and "<script" not in svg
    assert not any("nan" in value for mark in root.iter() for value in mark.attrib.values())


def test_negative_values_hang_below_zero() -> None:
    root = ElementTree.fromstring(charts.stacked_bars(_stacks(5, -5)))
    rects = [mark for mark in root.iter() if mark.attrib.get("class") == "chart-series-1"][1:]
    up, down = rects
    assert float(up.attrib["y"]) + float(up.attrib["height"]) == pytest.approx(float(down.attrib["y"]), abs=0.02)


def test_a_segment_leads_to_its_ledger_lines_on_a_page_but_not_on_paper() -> None:
    chart = _stacks(5, href="/ledger?month=1&x=2")
    assert '<a href="/ledger?month=1&amp;x=2"' in charts.stacked_bars(chart)
    assert "<a " not in charts.stacked_bars(chart, standalone=True)


@pytest.mark.parametrize("href", ["javascript:alert(1)", "//elsewhere", "data:text/html,x"])
def test_an_address_outside_this_site_is_not_linked(href: str) -> None:
    assert "<a " not in charts.stacked_bars(_stacks(5, href=href))


def test_the_table_behind_has_every_number_and_the_total() -> None:
    chart = charts.StackedBars("t", ("a", "b"), (charts.Stack("Jan", (1, None)), charts.Stack("Feb", (2, -3))))
    assert chart.table() == drawing.Table(
        ("Month", "a", "b", "Total"), (("Jan", "1", "0", "1"), ("Feb", "2", "−3", "−1"))
    )


def test_the_account_that_crosses_eighty_percent_is_still_an_a() -> None:
    table = charts.Pareto("t", (("b", 20), ("a", 70), ("c", 10), ("d", -5))).table()
    assert [(row[0], row[1]) for row in table.rows] == [("A", "2"), ("B", "1"), ("C", "0")]


def test_a_hundred_thousand_customers_are_one_light_curve() -> None:
    accounts = tuple((str(place), 1e6 / (place + 1)) for place in range(100_000))
    assert len(charts.pareto(charts.Pareto("t", accounts))) < 20_000


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 97, (0, 25, 50, 75, 100)),
        (-30, 70, (-50, -25, 0, 25, 50, 75)),
        (0, 0, (0, 1)),
        (5, 9, (0, 2.5, 5, 7.5, 10)),
    ],
)
def test_ticks_are_round_and_enclose(low: float, high: float, expected: tuple[float, ...]) -> None:
    assert drawing.nice_ticks(low, high) == expected


def test_numbers_read_as_people_write_them() -> None:
    assert numbers.short("EUR")(1_240_000) == "€1.24M"
    assert numbers.share(0.8) == "80\u202f%"
    assert numbers.count(-1234.0) == "−1\u202f234"


AMOUNTS = st.floats(-1e7, 1e9).map(lambda amount: round(amount, 2))
NAMES = st.text("abcdefghijklmnop ", min_size=1, max_size=40)
WIDTHS = pytest.mark.parametrize("width", [drawing.WIDE, drawing.NARROW])
money = numbers.short("EUR")


def _texts(svg: str) -> list[tuple[str, tuple[float, float, float, float]]]:
    """Every text of a drawing with its left, top, right and bottom, in letters as large as they get on a page."""
    found = []
    for text in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text"):
        wide = drawing.text_width([text.text or ""])
        left = float(text.attrib["x"]) - wide * {"start": 0, "middle": 0.5, "end": 1}[text.attrib["text-anchor"]]
        base = float(text.attrib["y"])
        found.append((text.text or "", (left, base - 10.5, left + wide, base + 3)))
    return found


def _apart(svg: str, width: int) -> None:
    """No text touches another one or leaves the drawing."""
    texts = _texts(svg)
    height = float(ElementTree.fromstring(svg).attrib["height"])
    for says, (left, top, right, bottom) in texts:
        assert left >= -0.01 and right <= width + 0.01 and top >= -0.01 and bottom <= height + 0.01, says
    for (one, a), (other, b) in combinations(texts, 2):
        assert not (a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]), f"{one} on {other}"


@WIDTHS
@given(data=st.data(), count=st.integers(2, 40), lines=st.lists(NAMES, min_size=1, max_size=4))
def test_names_of_lines_and_months_never_touch(width: int, data: st.DataObject, count: int, lines: list[str]) -> None:
    values = st.lists(st.none() | AMOUNTS, min_size=count, max_size=count).map(tuple)
    labels = tuple(f"Nov {place:02}" for place in range(count))
    trend = charts.LineTrend("t", labels, tuple(charts.Line(name, data.draw(values)) for name in lines), money)
    _apart(charts.line_trend(trend, width=width), width)


@WIDTHS
@given(data=st.data(), count=st.integers(2, 24), series=st.lists(NAMES, min_size=1, max_size=5))
def test_legend_and_months_of_bars_never_touch(width: int, data: st.DataObject, count: int, series: list[str]) -> None:
    values = st.lists(AMOUNTS, min_size=len(series), max_size=len(series)).map(tuple)
    stacks = tuple(charts.Stack(f"Nov {place:02}", data.draw(values)) for place in range(count))
    _apart(charts.stacked_bars(charts.StackedBars("t", tuple(series), stacks, money), width=width), width)


@WIDTHS
@given(names=st.lists(NAMES, min_size=1, max_size=12), data=st.data())
def test_names_and_ends_of_a_tornado_never_touch(width: int, names: list[str], data: st.DataObject) -> None:
    ends = st.tuples(AMOUNTS, AMOUNTS).map(sorted)
    swings = tuple(charts.Swing(name, *data.draw(ends)) for name in names)
    _apart(charts.tornado(charts.Tornado("t", 1000.0, swings, money), width=width), width)


@WIDTHS
@given(st.lists(st.floats(1, 1e9), min_size=1, max_size=100))
def test_shares_and_counts_never_touch(width: int, amounts: list[float]) -> None:
    accounts = tuple((str(place), amount) for place, amount in enumerate(amounts))
    _apart(charts.pareto(charts.Pareto("t", accounts), width=width), width)


@given(st.lists(st.floats(0, 200), min_size=1, max_size=8))
def test_names_are_moved_apart_and_keep_their_order(heights: list[float]) -> None:
    placed = drawing.apart(heights, 0, 200)
    order = sorted(range(len(heights)), key=lambda place: heights[place])
    for above, below in pairwise(order):
        assert placed[below] - placed[above] >= drawing.LINE_HIGH - 1e-9
    assert all(-1e-9 <= height <= 200 for height in placed)


def test_one_period_is_told_in_figures_and_not_drawn() -> None:
    lines = (charts.Line("promised", (None, 9.0, None)), charts.Line("validated", (None, 4.0, None)))
    alone = charts.drawn(charts.line_trend, charts.LineTrend("Value", ("Q1", "Q2", "Q3"), lines))
    assert alone.svg == alone.narrow == "" and alone.table.rows[1] == ("Q2", "9", "4")
    two = charts.drawn(charts.line_trend, charts.LineTrend("Value", ("Q1", "Q2"), (charts.Line("promised", (1, 2)),)))
    assert 'class="chart chart-wide"' in two.svg and 'class="chart chart-narrow"' in two.narrow


def test_on_a_phone_letters_are_no_smaller() -> None:
    """What is 320 wide is shown 288 wide at the least, so that its letters of 14 are read as 12."""
    assert drawing.LETTERS * 288 / drawing.NARROW >= 12
    assert drawing.LETTERS * 600 / drawing.WIDE >= 12


def test_a_histogram_sets_the_same_share_on_the_same_area_whatever_the_width_of_its_bins() -> None:
    narrow, wide = charts.Bins(0, 10, (50, 50)), charts.Bins(0, 20, (50, 50))
    assert narrow.densities == (0.1, 0.1) and wide.densities == (0.05, 0.05)
    chart = charts.Histogram("t", charts.Bins(-10, 10, (25, 75)), (("P50", 4.0),), wide)
    root = ElementTree.fromstring(charts.histogram(chart))
    below, above = (mark for mark in root.iter() if mark.tag.endswith("rect"))
    assert (below.attrib["class"], above.attrib["class"]) == ("chart-series-5", "chart-series-1")
    assert float(above.attrib["height"]) == pytest.approx(3 * float(below.attrib["height"]), rel=0.01)
    assert [row[1] for row in chart.table().rows] == [numbers.tenths(0.25), numbers.tenths(0.75)]
