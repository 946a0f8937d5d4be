"""What a value case holds, as it is typed, kept and sent: assumptions, lines of both sides, horizon and rates."""

from datetime import date
from enum import StrEnum
from itertools import count
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from covalue.analytics.value import case, units
from covalue.analytics.value.case import Case, CaseSide, Kind
from covalue.analytics.value.uncertainty import Shape

MOST_ROWS: Final = 100
MOST_SCENARIOS: Final = 8
LARGEST: Final = 1e15

Number = Annotated[float, Field(ge=-LARGEST, le=LARGEST, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Words = Annotated[str, Field(pattern=r"^[^\x00]*$")]


class Source(StrEnum):
    """Where value comes from; fixed, so that cases add up. Source: domain.md A11, the texts' kinds of business value."""

    REVENUE = "revenue"
    COST = "cost"
    EFFICIENCY = "efficiency"
    RISK = "risk"
    CAPITAL = "capital"
    DECISIONS = "decisions"


class CostKind(StrEnum):
    """Stages of total cost of ownership, beside the price."""

    ACQUISITION = "acquisition"
    POSSESSION = "possession"
    USAGE = "usage"
    QUALITY = "quality"
    DISPOSAL = "disposal"


class Part(BaseModel):
    """Whatever is sent and not known is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class AssumptionRow(Part):
    """A named number with range and source, or a formula over others."""

    name: Words = Field(min_length=1, max_length=80)
    unit: Words = Field(default="", max_length=60)
    low: Number | None = None
    base: Number | None = None
    high: Number | None = None
    shape: Shape = Shape.TRIANGULAR
    formula: Words = Field(default="", max_length=500)
    source: Words = Field(default="", max_length=200)
    source_on: date | None = None

    @property
    def has_value(self) -> bool:
        return any(value is not None for value in (self.low, self.base, self.high))

    @property
    def ends(self) -> tuple[float, float, float]:
        """Low, base and high; what was left out is as the base, and the base is in the middle of the others."""
        ends = [value for value in (self.low, self.high) if value is not None]
        base = self.base if self.base is not None else sum(ends) / len(ends) if ends else 0.0
        return (base if self.low is None else self.low), base, (base if self.high is None else self.high)


class LineRow(Part):
    """What one side gets or gives."""

    key: Words = Field(default="", max_length=40)
    title: Words = Field(min_length=1, max_length=120)
    kind: Kind = Kind.BENEFIT
    side: CaseSide = CaseSide.CUSTOMER
    formula: Words = Field(default="", max_length=500)
    yearly: bool = True
    starts: int = Field(default=0, ge=0, le=600)
    ramp: Words = Field(default="", max_length=80)
    group: Words = Field(default="", max_length=20)


class CorrelationRow(Part):
    """Two correlated assumptions: from 1 (always rise together) to -1 (always opposite)."""

    first: Words = Field(min_length=1, max_length=80)
    second: Words = Field(min_length=1, max_length=80)
    strength: float = Field(ge=-1, le=1, allow_inf_nan=False)


class ScenarioRow(Part):
    """The case, were these assumptions known to be so; `rate` and `gain_share` where they differ too."""

    name: Words = Field(min_length=1, max_length=60)
    values: dict[Words, Number] = Field(default_factory=dict, max_length=MOST_ROWS)
    rate: Share | None = None
    gain_share: Share | None = None


class Sheet(Part):
    """A whole case. Rates and shares are parts of one; `rates` are what a unit of another currency is worth in this one."""

    currency: Currency = "EUR"
    years: int = Field(default=5, ge=1, le=30)
    rate: Share = 0.08
    rate_low: Share | None = None
    rate_high: Share | None = None
    our_rate: Share | None = None
    gain_share: Share = 0.0
    alternative: Words = Field(default="", max_length=300)
    rates: dict[Currency, Annotated[float, Field(gt=0, le=LARGEST)]] = Field(default_factory=dict, max_length=20)
    assumptions: tuple[AssumptionRow, ...] = Field(default=(), max_length=MOST_ROWS)
    lines: tuple[LineRow, ...] = Field(default=(), max_length=MOST_ROWS)
    correlations: tuple[CorrelationRow, ...] = Field(default=(), max_length=MOST_ROWS)
    scenarios: tuple[ScenarioRow, ...] = Field(default=(), max_length=MOST_SCENARIOS)

    @property
    def has_ranges(self) -> bool:
        """Whether any assumption is given a low and a high that differ."""
        ends = (row.ends for row in self.assumptions if not row.formula.strip())
        return any(low < high for low, _base, high in ends)

    @model_validator(mode="before")
    @classmethod
    def _with_keys(cls, content: Any) -> Any:
        """Lines keep their key; a new one gets the next number."""
        if not isinstance(content, dict) or not isinstance(content.get("lines"), list | tuple):
            return content
        lines = [_as_dict(line) for line in content["lines"]]
        taken = {key for line in lines if (key := _key_of(line))}
        used: set[str] = set()
        fresh = (key for number in count() if (key := f"l{number}") not in taken)
        for line in lines:
            if isinstance(line, dict) and isinstance(line.get("key", ""), str | None):
                if not line.get("key") or line["key"] in used:
                    line["key"] = next(fresh)
                used.add(line["key"])
        return {**content, "lines": lines}


def _key_of(line: Any) -> str:
    """Its key as far as it is one; what is none, the field refuses."""
    key = line.get("key") if isinstance(line, dict) else None
    return key if isinstance(key, str) else ""


def _as_dict(line: Any) -> Any:
    return line.model_dump() if isinstance(line, LineRow) else dict(line) if isinstance(line, dict) else line


def read(content: Any) -> Sheet:
    """A sheet from what was sent or stored. Raises pydantic's ValidationError."""
    return Sheet.model_validate(content)


def stored(sheet: Sheet) -> dict[str, Any]:
    """The sheet as the database keeps it; the same sheet is the same text."""
    return sheet.model_dump(mode="json")


def first_problem(refused: ValidationError) -> tuple[str, str]:
    """The first field that is wrong, as assumptions.2.low, and what is wrong with it."""
    problem = refused.errors()[0]
    return ".".join(str(part) for part in problem["loc"]), str(problem["msg"])


def unfinished(sheet: Sheet) -> tuple[str, ...]:
    """The lines without a formula and the assumptions without a value, by name: what is computed knows nothing of them."""
    lines = (row.title for row in sheet.lines if not row.formula.strip())
    return (*lines, *without_value(sheet))


def without_value(sheet: Sheet) -> tuple[str, ...]:
    """The names of the assumptions that have neither a value nor a formula."""
    return tuple(row.name for row in sheet.assumptions if not row.formula.strip() and not row.has_value)


def as_case(sheet: Sheet) -> Case:
    """What is computed. Lines without a formula yet are left out, and assumptions without a value are zero."""
    return Case(
        currency=sheet.currency,
        years=sheet.years,
        rate=sheet.rate,
        our_rate=sheet.our_rate,
        rate_low=sheet.rate_low,
        rate_high=sheet.rate_high,
        gain_share=sheet.gain_share,
        rates=sheet.rates,
        assumptions=tuple(_assumption(row) for row in sheet.assumptions),
        lines=tuple(_line(row) for row in sheet.lines if row.formula.strip()),
        correlations=tuple((row.first, row.second, row.strength) for row in sheet.correlations),
    )


def in_currency(sheet: Sheet, currency: str) -> Sheet:
    """A sheet without numbers of its own, such as a template, with its units in another currency."""
    rows = tuple(
        row.model_copy(update={"unit": units.in_currency(row.unit, sheet.currency, currency)})
        for row in sheet.assumptions
    )
    return sheet.model_copy(update={"currency": currency, "assumptions": rows})


def in_scenario(sheet: Sheet, scenario: ScenarioRow) -> Case:
    """What is computed if a scenario comes true."""
    return case.supposing(as_case(sheet), scenario.values, rate=scenario.rate, gain_share=scenario.gain_share)


def _assumption(row: AssumptionRow) -> case.Assumption:
    low, base, high = row.ends
    return case.Assumption(row.name, row.unit, low, base, high, row.shape, row.formula)


def _line(row: LineRow) -> case.Line:
    return case.Line(row.key, row.title, row.kind, row.formula, row.side, row.yearly, row.starts, row.ramp, row.group)
