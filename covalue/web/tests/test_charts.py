"""Every chart is well-formed, safe, within the page's policy, and tells its numbers as a table too."""

import re
from xml.etree import ElementTree

import pytest

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


def test_the_name_of_a_single_point_stands_above_it_and_not_on_the_line() -> None:
    many = charts.LineTrend(
        "Whale", ("1", "2", "3"), (charts.Line("cumulative", (1, 9, 4)), charts.Line("peak", (None, 9, None)))
    )
    places = {
        name: (float(x), float(y), anchor)
        for x, y, anchor, name in re.findall(
            r'x="([\d.]+)" y="([\d.]+)" text-anchor="(\w+)">(\w+)<', charts.line_trend(many)
        )
    }
    dot = re.findall(r'<circle[^>]*cx="([\d.]+)" cy="([\d.]+)"', charts.line_trend(many))
    x, y, anchor = places["peak"]
    assert anchor == "middle" and any(abs(float(cx) - x) < 0.1 and float(cy) - y >= 2 for cx, cy in dot)
    assert places["cumulative"][0] > x
