"""The timeline of an account's work: where bars, links, months and today stand, in pixels, as a server can draw them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

from covalue.core import days
from covalue.execution import working_days
from covalue.execution.queries import WorkPlan, WorkRow

ZOOMS: Final = {"days": 22, "weeks": 8, "months": 3}  # pixels of a working day
ROW: Final = 30
BAR: Final = 18
HEAD: Final = 28
BEFORE, AFTER = 5, 25  # working days of room


@dataclass(frozen=True)
class Bar:
    """A work package as it stands in the drawing; all numbers are texts, as no language may write them otherwise."""

    row: WorkRow
    at: int
    line: int
    width: int
    pixels: int

    @property
    def pk(self) -> str:
        return str(self.row.package.pk)

    @property
    def place(self) -> str:
        return f"translate({self.at * self.pixels} {HEAD + self.line * ROW + (ROW - BAR) // 2})"

    @property
    def x(self) -> str:
        return str(self.at * self.pixels)

    @property
    def long(self) -> str:
        return str(self.width * self.pixels)

    @property
    def days(self) -> str:
        return str(self.width)

    @property
    def start(self) -> str:
        return str(self.at)

    @property
    def done(self) -> str:
        return str(round(self.width * self.pixels * self.row.package.progress / 100))

    @property
    def likely(self) -> str:
        """How far the likely end is after the planned one, from the bar's start; nothing where it is not."""
        forecast = self.row.forecast
        late = forecast.late if forecast and self.row.forecast_end else 0
        return str((self.width + late) * self.pixels) if late else ""

    @property
    def agreed(self) -> str:
        """Where the agreed end is, from the bar's start; nothing where it ends as agreed."""
        if self.row.agreed_end is None or not self.row.after_agreed:
            return ""
        return str((self.width - self.row.after_agreed) * self.pixels)

    @property
    def moves(self) -> bool:
        return self.row.package.is_open

    @property
    def said(self) -> str:
        """The bar in words."""
        package = self.row.package
        when = days.day(package.starts_on)
        if not package.is_milestone:
            when += f" – {days.day(package.ends_on)}"
        return ", ".join(filter(None, (package.title, when, self.row.state_name, self.row.why)))


@dataclass(frozen=True)
class Tie:
    """A dependency as a line from the end of one bar to the start of another."""

    before: Bar
    after: Bar
    lag: int

    @property
    def path(self) -> str:
        """Out of the end, down, into the start."""
        x1 = (self.before.at + self.before.width) * self.before.pixels
        x2 = self.after.at * self.after.pixels
        y1, y2 = (HEAD + bar.line * ROW + ROW // 2 for bar in (self.before, self.after))
        return f"M{x1} {y1}H{x1 + 5}V{y2}H{max(x2, x1 + 5)}"

    @property
    def days(self) -> str:
        return str(self.lag)


@dataclass(frozen=True)
class Mark:
    """A month, at its first working day."""

    x: str
    title: str


@dataclass(frozen=True)
class Heading:
    """An initiative above its bars."""

    title: str
    pk: int | None


@dataclass(frozen=True)
class Timeline:
    """All of it; `lines` are what stands at the left, one below the other: headings and bars."""

    plan: WorkPlan
    zoom: str

    @property
    def pixels(self) -> int:
        return ZOOMS[self.zoom]

    @property
    def scale(self) -> str:
        return str(self.pixels)

    @cached_property
    def first(self) -> int:
        starts = [task.start for task in self.plan.tasks]
        return min([*starts, working_days.number(self.plan.today)]) - BEFORE

    @cached_property
    def last(self) -> int:
        likely = [row.forecast.finish for row in self.plan.rows if row.forecast]
        return max([*(task.finish for task in self.plan.tasks), *likely, working_days.number(self.plan.today)]) + AFTER

    @cached_property
    def lines(self) -> tuple[tuple[Heading | None, Bar | None], ...]:
        found: list[tuple[Heading | None, Bar | None]] = []
        for initiative, rows in self.plan.groups:
            named = Heading(initiative.title if initiative else "", initiative.pk if initiative else None)
            found.append((named, None))
            for row in rows:
                task = row.package.task
                found.append((None, Bar(row, task.start - self.first, len(found), task.duration, self.pixels)))
        return tuple(found)

    @property
    def bars(self) -> tuple[Bar, ...]:
        return tuple(bar for _heading, bar in self.lines if bar is not None)

    @cached_property
    def ties(self) -> tuple[Tie, ...]:
        bars = {bar.row.package.pk: bar for bar in self.bars}
        return tuple(Tie(bars[link.before_id], bars[link.after_id], link.lag) for link in self.plan.links)

    @property
    def months(self) -> Iterator[Mark]:
        day = working_days.day_of(self.first).replace(day=1)
        while working_days.number(day) <= self.last:
            at = working_days.number(day) - self.first
            if at >= 0:
                yield Mark(str(at * self.pixels), _month(day, self.pixels))
            day = day.replace(year=day.year + day.month // 12, month=day.month % 12 + 1)

    @property
    def width(self) -> str:
        return str((self.last - self.first) * self.pixels)

    @property
    def height(self) -> str:
        return str(HEAD + len(self.lines) * ROW + 4)

    @property
    def now(self) -> str:
        return str((working_days.number(self.plan.today) - self.first) * self.pixels)


def zoom_of(asked: str) -> str:
    """How near one looks; weeks unless another is asked."""
    return asked if asked in ZOOMS else "weeks"


def _month(day: date, pixels: int) -> str:
    return days.month(day) if pixels > 3 else days.shortest_month(day)
