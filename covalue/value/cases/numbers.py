"""A case with other numbers: one is moved, and what the case would come to follows. Nothing is saved before it is applied."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from covalue.analytics.value.case import Bins, Result
from covalue.core import errors, money
from covalue.value.cases import figures
from covalue.value.cases.ranges import is_share, moved_along
from covalue.value.cases.sheet import AssumptionRow, Sheet
from covalue.web import charts
from covalue.web.charts import Drawing, Histogram
from covalue.web.charts import numbers as written

STEPS: Final = 100  # no more than so many between the ends
LADDER: Final = (Decimal(1), Decimal("2.5"), Decimal(5), Decimal(10))
WHOLE: Final = (Decimal(1), Decimal(2), Decimal(5), Decimal(10))  # of what is counted in whole numbers
COUNTED_FROM: Final = 10  # a range this wide between whole numbers is moved in whole numbers


@dataclass(frozen=True)
class Dial:
    """A number that can be moved between two ends: those of its range, or nought and twice what it is where it has none, of a
    share the whole at most.
    """

    place: int  # of its assumption in the sheet
    row: AssumptionRow
    low: float
    high: float
    saved: float
    value: float

    @property
    def field(self) -> str:
        return f"n-{self.place}"

    @property
    def step(self) -> Decimal:
        """1, 2.5 or 5 times a power of ten, of which a hundred lead from end to end at most."""
        width = Decimal(repr(self.high)) - Decimal(repr(self.low))
        least = width / STEPS
        power = Decimal(10) ** least.adjusted()
        ends = (self.low, self.saved, self.high)
        counted = width >= COUNTED_FROM and "%" not in self.row.unit and all(end == int(end) for end in ends)
        step = next(factor * power for factor in (WHOLE if counted else LADDER) if factor * power >= least)
        least_step = max(step, Decimal(1)) if counted else step
        return Decimal(f"{least_step.normalize():f}")

    @property
    def first(self) -> int:
        """The slider counts steps, so that it stands on round numbers and the arrow keys move it by one: its lower end."""
        return math.floor(Decimal(repr(self.low)) / self.step)

    @property
    def last(self) -> int:
        """Its upper end."""
        return math.ceil(Decimal(repr(self.high)) / self.step)

    @property
    def stands_at(self) -> int:
        """The step nearest to the number."""
        return round(Decimal(repr(self.value)) / self.step)

    @property
    def places(self) -> int:
        """The decimals of a number the slider stands on."""
        return max(0, -int(self.step.normalize().as_tuple().exponent))

    @property
    def moved(self) -> AssumptionRow:
        """The assumption as it would be saved."""
        return moved_along(self.row, self.value)

    @property
    def differs(self) -> bool:
        return self.value != self.saved

    @property
    def has_range(self) -> bool:
        low, _base, high = self.row.ends
        return low < high


@dataclass(frozen=True)
class Moved:
    """What the case comes to as it is saved, and with the numbers as they are moved."""

    sheet: Sheet
    dials: tuple[Dial, ...]
    result: Result | None
    saved: Result
    problem: str
    chart: Drawing | None = field(repr=False)

    @property
    def differs(self) -> bool:
        return any(dial.differs for dial in self.dials)

    @property
    def apart(self) -> bool:
        """Whether there is a range to show, as it is saved or as it is moved."""
        return self.saved.npv.apart or (self.result is not None and self.result.npv.apart)

    @property
    def changes(self) -> tuple[Dial, ...]:
        """The numbers that do not stand where they are saved."""
        return tuple(dial for dial in self.dials if dial.differs)


def unmoved(sheet: Sheet, saved: Result) -> Moved | None:
    """A case as it is saved; None where nothing of it can be moved."""
    dials = dials_of(sheet)
    return Moved(sheet, dials, saved, saved, "", _spread(saved, sheet.currency)) if dials else None


def moved(sheet: Sheet, saved: Result, typed: Mapping[str, str]) -> Moved:
    """The same with other numbers; the figures are those it would have, were they saved. Raises BadInput."""
    values = typed_in(sheet, typed)
    other = with_values(sheet, values)
    found = figures.tried(other) if other != sheet else figures.Figures(saved)
    chart = _spread(found.result, sheet.currency, before=saved) if found.result else None
    return Moved(sheet, dials_of(sheet, values), found.result, saved, found.problem, chart)


def dials_of(sheet: Sheet, values: Mapping[int, float] | None = None) -> tuple[Dial, ...]:
    """The numbers of a sheet that can be moved, and where they stand; as they are saved without other `values`."""
    dials = []
    for place, row in enumerate(sheet.assumptions):
        low, base, high = row.ends
        if row.formula.strip() or not row.has_value or (low == high and not base):
            continue
        ends = (low, high) if low < high else _around(row)
        dials.append(Dial(place, row, *ends, base, (values or {}).get(place, base)))
    return tuple(dials)


def _around(row: AssumptionRow) -> tuple[float, float]:
    """From nought to twice a number that has no range; a share of no more than the whole stays one."""
    _low, base, _high = row.ends
    return min(0.0, 2 * base), min(max(0.0, 2 * base), 100.0 if is_share(row) else math.inf)


def typed_in(sheet: Sheet, typed: Mapping[str, str]) -> dict[int, float]:
    """The numbers that were sent, by the place of their assumption. BadInput for what is none, or beyond its ends."""
    return {
        dial.place: _within(dial, typed[dial.field]) for dial in dials_of(sheet) if typed.get(dial.field, "").strip()
    }


def with_values(sheet: Sheet, values: Mapping[int, float]) -> Sheet:
    """A sheet with other base values, by the place of their assumption; the range of each moves along with it."""
    rows = tuple(moved_along(row, values.get(place)) for place, row in enumerate(sheet.assumptions))
    return sheet.model_copy(update={"assumptions": rows})


def _within(dial: Dial, text: str) -> float:
    """The number typed, as people write it. What may be read in two ways is asked if both are possible."""
    low, high = Decimal(repr(dial.low)), Decimal(repr(dial.high))
    try:
        value = money.read(text, lambda value: low <= value <= high)
    except money.Unclear as unclear:
        raise errors.BadInput(unclear.question, field=dial.field, choices=unclear.choices) from None
    except ValueError:
        value = None
    if value is None or not dial.low <= value <= dial.high:
        sentence = _("{name} can be moved from {low} to {high}.")
        ends = {"low": money.figure(dial.low, 6), "high": money.figure(dial.high, 6)}
        raise errors.BadInput(sentence.format(name=dial.row.name, **ends), field=dial.field)
    return value


def _spread(result: Result, currency: str, *, before: Result | None = None) -> Drawing:
    """What the customer is left with in ten thousand draws, and before as an outline."""
    chart = Histogram(
        title=_("The customer's net present value in 10,000 draws"),
        bins=_bins_of(result.npv_bins),
        before=_bins_of(before.npv_bins) if before else None,
        marks=(("P10", result.npv.p10), ("P50", result.npv.p50), ("P90", result.npv.p90)),
        format=written.short(currency),
        headers=(_("Net present value"), _("Share of the draws")),
        empty=_("No number of this case has a range, so it comes to the same in every draw."),
    )
    return charts.drawn(charts.histogram, chart)


def _bins_of(bins: Bins) -> charts.Bins:
    return charts.Bins(bins.low, bins.high, bins.counts)
