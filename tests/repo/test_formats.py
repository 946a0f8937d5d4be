"""Numbers, money and days are written in one place: `core.money` and `core.days`; everybody else calls them."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2] / "covalue"
WRITERS = {ROOT / "core" / "money.py", ROOT / "core" / "days.py"}
MACHINES = ("cli", "demo", "analytics", "migrations", "tests", "formats")  # consoles, made-up data and arithmetic
OF_PROGRAMS = re.compile(
    r"""\|date:(["'])(Y-m-d|Y)\1"""
)  # addresses and fields, and a year, which every language writes so
IN_TEMPLATES = re.compile(r"\|(date|time|floatformat|intcomma|localize|stringformat:.[0-9.]*f)\b")
IN_CODE = re.compile(
    r"\b(date_format|time_format|number_format|floatformat|intcomma|strftime)\("
    r"|\{[^{}]*:[+]?(,f?|,?\.\d+f|\.\d+%)\}|\\u2009|\u2009"
)
ALLOWED = {
    "value/cases/sheet_form.py",
    "retention/rules.py",
    "value/cases/ranges.py",  # these read what people type
    "sources/reading/versions.py",  # days and times as calendars write them
    "web/charts/drawing.py",
    "web/charts/bars.py",
    "web/charts/histogram.py",
    "web/charts/lines.py",
    "web/charts/shares.py",
    "web/charts/tornado.py",
    "web/charts/whale.py",
    "selection/charts.py",  # places in a drawing
}


@pytest.mark.parametrize("kind", ["html", "txt"])
def test_templates_format_nothing_themselves(kind: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in ROOT.rglob(f"templates/**/*.{kind}")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if IN_TEMPLATES.search(OF_PROGRAMS.sub("", line))
    ]
    assert not found, "use |day, |moment, |number, |count, |percent or |full_money:\n" + "\n".join(found)


def test_code_formats_nothing_itself() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in ROOT.rglob("*.py")
        if path not in WRITERS
        and not set(MACHINES) & set(path.relative_to(ROOT).parts)
        and str(path.relative_to(ROOT)) not in ALLOWED
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if IN_CODE.search(line)
    ]
    assert not found, "use core.money or core.days:\n" + "\n".join(found)


def test_templates_write_the_number_of_a_row_as_it_is() -> None:
    """Django groups its digits otherwise: a form would send the account 1 234, which nobody has."""
    number = re.compile(r"{{ (?:\w+\.)+(?:pk|id|\w+_id|revision|edits) }}")
    found = [
        f"{path.relative_to(ROOT)}:{place}: {line.strip()}"
        for path in ROOT.rglob("*.html")
        for place, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if number.search(line)
    ]
    assert not found, "say |unlocalize:\n" + "\n".join(found)
