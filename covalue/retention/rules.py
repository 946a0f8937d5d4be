"""A survival table as people have it: how it is read, what it may hold, and what a fit says in words."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from covalue.core import errors

if TYPE_CHECKING:
    from covalue.analytics.lifetime.cohorts import Projection, Vintages

MOST_SEGMENTS: Final = 12  # side by side; more nobody compares
MOST_PERIODS: Final = 360  # thirty years of months
MOST_CONTRACTS: Final = 1_000_000_000
LONGEST_TEXT: Final = 200_000
LONGEST_NAME: Final = 60
LONGEST_AHEAD: Final = 120
LOWEST_DISCOUNT: Final = Decimal("0.01")  # without any, a lifetime need not have an end
ENOUGH_PERIODS: Final = (
    5  # ours: of the published High End cohort, four years forecast years 5 to 12 by 5.8 points wrong
)
ALIKE: Final = 1e3  # α + β beyond: customers are all alike
SPLIT: Final = 1e-2  # α + β below: some left at once, the others never


class Period(StrEnum):
    """How often a contract is renewed."""

    YEAR = "year"
    QUARTER = "quarter"
    MONTH = "month"


A_YEAR: Final[Mapping[str, int]] = {Period.YEAR: 1, Period.QUARTER: 4, Period.MONTH: 12}
AHEAD: Final[Mapping[str, int]] = {Period.YEAR: 5, Period.QUARTER: 8, Period.MONTH: 12}


@dataclass(frozen=True)
class Segment:
    """Contracts that are fitted together. `running` counts those that run today by renewals made, where it is known;
    `margin` is of one of them a year.
    """

    name: str
    vintages: "Vintages"
    running: tuple[int, ...] = ()
    margin: float | None = None

    @property
    def begun(self) -> int:
        return sum(vintage[0] for vintage in self.vintages)

    @property
    def known(self) -> int:
        """Renewals seen."""
        return max(len(vintage) for vintage in self.vintages) - 1

    @property
    def there(self) -> int:
        """How many run still."""
        return sum(self.running) if self.running else sum(vintage[-1] for vintage in self.vintages)

    def as_json(self) -> dict[str, Any]:
        vintages = [list(vintage) for vintage in self.vintages]
        return {"name": self.name, "vintages": vintages, "running": list(self.running), "margin": self.margin}

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "Segment":
        """What `as_json` wrote."""
        vintages = tuple(tuple(vintage) for vintage in stored["vintages"])
        return cls(stored["name"], vintages, tuple(stored.get("running", ())), stored.get("margin"))


@dataclass(frozen=True)
class Terms:
    """How a table is looked at: `discount` and `margin` a year; how many periods `ahead` of those known, and how many are
    `held` out for the check. None is as usual.
    """

    discount: Decimal = Decimal("0.1")
    margin: Decimal | None = None
    ahead: int | None = None
    held: int | None = None

    def per_period(self, period: str) -> float:
        """The discount rate of one period: twelve of them compound to the year's."""
        return float((1 + float(self.discount)) ** (1 / A_YEAR[period]) - 1)


def check_terms(terms: Terms) -> None:
    """BadInput for the first that cannot be."""
    if not LOWEST_DISCOUNT <= terms.discount <= 1:
        raise errors.BadInput(_("The discount rate must be between 1 and 100 % a year."), field="discount")
    if terms.margin is not None and terms.margin < 0:
        raise errors.BadInput(_("The margin cannot be negative."), field="margin")
    if terms.ahead is not None and not 1 <= terms.ahead <= LONGEST_AHEAD:
        raise errors.BadInput(_("Choose 1 to {n} periods ahead.").format(n=LONGEST_AHEAD), field="ahead")
    if terms.held is not None and not 0 <= terms.held <= MOST_PERIODS:
        raise errors.BadInput(_("There are not enough periods to hold that many out."), field="held")


def checked(segments: Sequence[Segment]) -> tuple[Segment, ...]:
    """The same with names tidied, or BadInput with what is wrong in which segment and period."""
    if not segments:
        raise errors.BadInput(_("The table is empty."), field="text")
    if len(segments) > MOST_SEGMENTS:
        raise errors.BadInput(
            _("There are {n} segments; at most {most} can be compared.").format(n=len(segments), most=MOST_SEGMENTS),
            field="text",
        )
    segments = [replace(row, name=" ".join(row.name.split())[:LONGEST_NAME]) for row in segments]
    names = [segment.name.casefold() for segment in segments]
    if not all(names) or len(set(names)) < len(names):
        raise errors.BadInput(_("Every segment needs a name of its own."), field="text")
    for segment in segments:
        for vintage in segment.vintages:
            _guard_vintage(segment.name, vintage)
    if not any(segment.known for segment in segments):
        raise errors.BadInput(
            _("There is only the start. Add at least one more period to show who renewed."), field="text"
        )
    return tuple(segments)


def read_table(text: str, began: int | None = None) -> tuple[Segment, ...]:
    """Segments of a survival table that was typed or copied out of a spreadsheet: a period a row, a segment a column, each
    cell how many were still there. A single column, periods across, a heading or none, and shares in per cent of `began`
    are understood, too. Raises BadInput with the row.
    """
    if len(text) > LONGEST_TEXT:
        raise errors.BadInput(_("This is too large for a survival table. Import contracts from a file."), field="text")
    rows = _rows(text)
    if not rows:
        raise errors.BadInput(_("The table is empty."), field="text")
    names, columns = _turned(rows) if _across(rows[0]) else _upright(rows)
    counts = [_counts(name, column, began) for name, column in zip(names, columns, strict=True)]
    return checked([Segment(name[:LONGEST_NAME], (there,)) for name, there in zip(names, counts, strict=True)])


def as_text(segments: Sequence[Segment]) -> str:
    """A survival table as `read_table` reads it; for segments that have one vintage each."""
    longest = max((segment.known for segment in segments), default=0)
    file = io.StringIO()
    writer = csv.writer(file, delimiter="\t", lineterminator="\n")
    writer.writerow([_("Period"), *(segment.name for segment in segments)])
    for period in range(longest + 1):
        writer.writerow([period, *(row.vintages[0][period] if period <= row.known else "" for row in segments)])
    return file.getvalue().rstrip("\n")


def together(segments: Sequence[Segment], name: str) -> Segment:
    """All segments as one; the margin is the mean of those that run, if all have one."""
    vintages = tuple(vintage for segment in segments for vintage in segment.vintages)
    longest = max((len(vintage) for vintage in vintages), default=1)
    running = [0] * longest
    for segment in segments:
        for place, count in enumerate(running_of(segment)):
            running[place] += count
    margins = [(segment.margin, segment.there) for segment in segments if segment.margin is not None]
    known = sum(there for _margin, there in margins)
    margin = sum(each * there for each, there in margins) / known if len(margins) == len(segments) and known else None
    return Segment(name, vintages, tuple(running), margin)


def running_of(segment: Segment) -> tuple[int, ...]:
    """Contracts that run today, by the renewals they made."""
    if segment.running:
        return segment.running
    counts = [0] * (segment.known + 1)
    for vintage in segment.vintages:
        counts[len(vintage) - 1] += vintage[-1]
    return tuple(counts)


def warnings(found: "Projection") -> tuple[str, ...]:
    """What whoever reads the figures should know first."""
    sentences = []
    if found.known < ENOUGH_PERIODS:
        sentences.append(
            ngettext(
                "Only {n} renewal is known. In the published example, seven years forecast the next five within "
                "1.2 points; four years were 5.8 points off. Use the forecast with care.",
                "Only {n} renewals are known. In the published example, seven years forecast the next five within "
                "1.2 points; four years were 5.8 points off. Use the forecast with care.",
                found.known,
            ).format(n=found.known)
        )
    spread = float(found.fit.values.sum())
    if spread > ALIKE:
        sentences.append(
            _("So far customers do not differ in their risk of leaving, so the projection assumes constant retention.")
        )
    elif spread < SPLIT:
        sentences.append(
            _(
                "Some left at the first renewal and nobody since, so the model treats those who remain as certain "
                "to stay."
            )
        )
    return tuple(sentences)


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """The lines that are not blank, by their number, cut at tabs, semicolons, commas or blanks."""
    lines = [(n, line) for n, line in enumerate(text.replace("\x00", "").splitlines(), start=1) if line.strip()]
    mark = next((mark for mark in ("\t", ";", ",") if any(mark in line for _n, line in lines)), None)
    if mark is None:
        return [(n, line.split() if _PLAIN.fullmatch(line.strip()) else [line.strip()]) for n, line in lines]
    try:
        cut = [(n, next(csv.reader([line], delimiter=mark))) for n, line in lines]
    except csv.Error:
        raise errors.BadInput(_("A quotation mark in the table is never closed."), field="text") from None
    return [(n, [cell.strip() for cell in cells]) for n, cells in cut]


def _across(row: tuple[int, list[str]]) -> bool:
    """Whether periods 0, 1, 2, … stand in the heading, and cohorts in the rows."""
    corner, cells = row[1][0], row[1][1:]
    if len(cells) < 2 or _number(corner) or cells[0] not in ("0", "1"):
        return False
    return cells == [str(int(cells[0]) + place) for place in range(len(cells))]


def _turned(rows: list[tuple[int, list[str]]]) -> tuple[list[str], list[list[str]]]:
    """Names and cells of segments that stand in rows."""
    if len(rows) < 2:
        raise errors.BadInput(_("The table has headings but no rows."), field="text")
    for number, row in rows[1:]:
        _guard_width(number, row, len(rows[0][1]))
    return [row[0] for _number, row in rows[1:]], [row[1:] for _number, row in rows[1:]]


def _upright(rows: list[tuple[int, list[str]]]) -> tuple[list[str], list[list[str]]]:
    """Names and cells of segments that stand in columns."""
    width = max(len(row) for _number, row in rows)
    if not _headed(rows, width):
        many = max(1, width - 1)
        names = [_("Cohort") if many == 1 else _("Cohort {n}").format(n=n + 1) for n in range(many)]
        return names, _columns(rows, many)
    if len(rows) < 2:
        raise errors.BadInput(_("The table has headings but no rows."), field="text")
    names = rows[0][1][1:] if width > 1 else rows[0][1]
    if not all(names):
        raise errors.BadInput(_("Every column needs a heading."), field="text")
    if len({name.casefold() for name in names}) < len(names):
        raise errors.BadInput(_("Two columns have the same heading."), field="text")
    return names, _columns(rows[1:], len(names))


def _headed(rows: list[tuple[int, list[str]]], width: int) -> bool:
    """Whether the first row names the columns: by words, or by years above a period that is counted."""
    cells = rows[0][1][1:] if width > 1 else rows[0][1]
    if any(cell and not _number(cell) for cell in cells):
        return True
    below = rows[1][1][0] if len(rows) > 1 else ""
    return width > 1 and not _number(rows[0][1][0]) and below.isdecimal()


def _columns(body: list[tuple[int, list[str]]], many: int) -> list[list[str]]:
    """The cells of each segment by period, whose numbers have to follow on each other."""
    alone = all(len(row) == 1 for _number, row in body) and many == 1
    if not alone:
        _guard_periods(body)
    for number, row in body:
        _guard_width(number, row, 1 if alone else many + 1)
    cells = [row if alone else row[1:] for _number, row in body]
    return [[row[place] if place < len(row) else "" for row in cells] for place in range(many)]


def _guard_width(number: int, row: list[str], width: int) -> None:
    if any(row[width:]):
        sentence = ngettext(
            "Row {n} has {cells} cell where the heading has {width}.",
            "Row {n} has {cells} cells where the heading has {width}.",
            len(row),
        )
        raise errors.BadInput(sentence.format(n=number, cells=len(row), width=width), field="text")


def _guard_periods(body: list[tuple[int, list[str]]]) -> None:
    numbers = [(number, row[0]) for number, row in body]
    whole = [int(cell) for _number, cell in numbers if cell.isascii() and cell.isdigit() and len(cell) < 7]
    if not whole:
        return
    for place, (number, cell) in enumerate(numbers):
        if cell != str(whole[0] + place):
            raise errors.BadInput(
                _(
                    "Row {n} is for period “{found}”, but {wanted} should follow. Give every period a row, in order."
                ).format(n=number, found=cell[:40], wanted=whole[0] + place),
                field="text",
            )


def _counts(name: str, cells: list[str], began: int | None) -> tuple[int, ...]:
    """How many were there, up to the last cell that is filled."""
    while cells and not cells[-1]:
        cells = cells[:-1]
    if not cells:
        raise errors.BadInput(_("{name}: there is no number.").format(name=name[:LONGEST_NAME]), field="text")
    return tuple(_count(name, period, cell, began) for period, cell in enumerate(cells))


def _count(name: str, period: int, cell: str, began: int | None) -> int:
    number = _number(cell)
    where = {"name": name[:LONGEST_NAME], "period": period, "text": cell[:40]}
    if number is None:
        raise errors.BadInput(
            _("{name}, period {period}: “{text}” is not a number of contracts.").format(**where)
            if cell
            else _("{name}, period {period}: the cell is empty, but a later one is not.").format(**where),
            field="text",
        )
    value, share = number
    if not share:
        if value != int(value):
            raise errors.BadInput(
                _("{name}, period {period}: {text} is not a whole number of contracts. Write shares with %.").format(
                    **where
                ),
                field="text",
            )
        return int(value)
    if began is None:
        raise errors.BadInput(_("The table is in per cent. Enter how many contracts started."), field="began")
    if value > 100:
        raise errors.BadInput(
            _("{name}, period {period}: {text} is more than the total.").format(**where), field="text"
        )
    return round(began * value / 100)


def _guard_vintage(name: str, there: tuple[int, ...]) -> None:
    where = {"name": name}
    if len(there) - 1 > MOST_PERIODS:
        raise errors.BadInput(
            _("{name} has {n} periods; at most {most} are supported. Choose a longer period.").format(
                n=len(there) - 1, most=MOST_PERIODS, **where
            ),
            field="text",
        )
    if there and (max(there) > MOST_CONTRACTS or min(there) < 0):
        raise errors.BadInput(_("{name}: a number is negative or above one billion.").format(**where), field="text")
    if not there or there[0] <= 0:
        raise errors.BadInput(_("{name}: no contract started.").format(**where), field="text")
    for period in range(1, len(there)):
        if there[period] > there[period - 1]:
            raise errors.BadInput(
                _(
                    "{name}: {now} in period {period}, after {before} in the one before. A cohort can only "
                    "shrink; put contracts that started later in a column of their own."
                ).format(now=there[period], before=there[period - 1], period=period, **where),
                field="text",
            )


_GROUPED = re.compile(r"\d{1,3}(?:[.,'’ ]\d{3})+")
_PLAIN = re.compile(r"[\d.,%]+(?:\s+[\d.,%]+)*")


def _number(cell: str) -> tuple[float, bool] | None:
    """A number as it is typed, and whether it is a share in per cent; None where it is none."""
    bare = re.sub(r"[\s\u00a0\u202f\u2009]", " ", cell).strip()
    share = bare.endswith("%")
    bare = bare.removesuffix("%").strip().replace("\u2212", "-")
    if not share and _GROUPED.fullmatch(bare):
        return float(re.sub(r"\D", "", bare)), False
    bare = bare.replace(",", ".")
    return (float(bare), share) if re.fullmatch(r"-?\d{1,15}(?:\.\d{0,12})?", bare) else None
