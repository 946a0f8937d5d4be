"""Whether use falls, how much of what was agreed is used, and which tickets have waited too long.

Source: domain.md A32, “falling use is a signal like a silent contact”. The figures are ours.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext_lazy as _

MONTHS: Final = 3  # compared with as many before
FALLS: Final = Decimal("0.2")  # by a fifth or more
SILENT_AFTER: Final = 3  # months without a figure


class Trend(StrEnum):
    """Where use goes."""

    TOO_FEW = "too_few"
    FALLING = "falling"
    STEADY = "steady"
    RISING = "rising"
    STOPPED = "stopped"


TREND_NAMES: Final = {
    Trend.TOO_FEW: _("too few to know"),
    Trend.FALLING: _("falling"),
    Trend.STEADY: _("steady"),
    Trend.RISING: _("rising"),
    Trend.STOPPED: _("no recent figures"),
}
TREND_TONES: Final = {Trend.FALLING: "bad", Trend.RISING: "good", Trend.STOPPED: "warn"}


class Severity(StrEnum):
    """How bad a ticket is."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


SEVERITY_NAMES: Final = {
    Severity.CRITICAL: _("critical"),
    Severity.HIGH: _("high"),
    Severity.MEDIUM: _("medium"),
    Severity.LOW: _("low"),
}
SEVERITY_TONES: Final = {Severity.CRITICAL: "bad", Severity.HIGH: "warn"}
WORST: Final = tuple(Severity)
PATIENCE: Final = {Severity.CRITICAL: 2, Severity.HIGH: 7, Severity.MEDIUM: 30, Severity.LOW: 90}  # days


@dataclass(frozen=True)
class Use:
    """Where use goes: the mean of the last three months and of the three before; None where too few are known."""

    trend: Trend
    before: Decimal | None = None
    after: Decimal | None = None

    @property
    def change(self) -> float | None:
        """Of the later three months to the earlier, as a share; None where there is nothing to compare."""
        if self.before is None or self.after is None or not self.before:
            return None
        return float(self.after / self.before) - 1


def month_of(day: date) -> int:
    """A month as a number that counts on over the years."""
    return day.year * 12 + day.month - 1


def use(months: Mapping[date, Decimal], today: date) -> Use:
    """The rule of falling use, on what was used in each month by the month's first day.

    Only months that have ended count. Six in a row are needed, the last of them not more than three months ago.
    """
    ended = {month_of(day): used for day, used in months.items() if month_of(day) < month_of(today)}
    if not ended:
        return Use(Trend.TOO_FEW)
    last = max(ended)
    if month_of(today) - last > SILENT_AFTER:
        return Use(Trend.STOPPED)
    wanted = range(last - 2 * MONTHS + 1, last + 1)
    if any(month not in ended for month in wanted):
        return Use(Trend.TOO_FEW)
    used = [ended[month] for month in wanted]
    before, after = sum(used[:MONTHS], Decimal()) / MONTHS, sum(used[MONTHS:], Decimal()) / MONTHS
    return Use(_trend(before, after), before, after)


def _trend(before: Decimal, after: Decimal) -> Trend:
    if not before:
        return Trend.RISING if after else Trend.STEADY
    if after <= before * (1 - FALLS):
        return Trend.FALLING
    return Trend.RISING if after >= before * (1 + FALLS) else Trend.STEADY


def share_used(used: Decimal, agreed: Decimal | None) -> float | None:
    """How much of what was agreed is used; None where nothing was agreed."""
    return float(used / agreed) if agreed else None


def waits_too_long(severity: Severity, opened_on: date, today: date) -> bool:
    """Whether an open ticket is older than its severity allows."""
    return (today - opened_on).days > PATIENCE[severity]


def by_severity(severities: Iterable[str]) -> tuple[tuple[Severity, int], ...]:
    """How many there are of each, the worst first; none are left out."""
    listed = list(severities)
    counted = ((severity, listed.count(severity.value)) for severity in WORST)
    return tuple((severity, n) for severity, n in counted if n)
