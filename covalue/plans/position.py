"""Where we stand with a customer and what happened there, as the plan hands them over: in its PDF and on its slides."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from covalue.accounts.models import Account
from covalue.core import days, money
from covalue.core.prose import Block, Run
from covalue.plans.document import Section, TablePart
from covalue.positioning import queries as positions
from covalue.positioning.queries import Check, Count, DimensionCell, MeasureView, PositionPage
from covalue.positioning.rules import CheckState
from covalue.profiles import queries as profiles
from covalue.profiles.queries import SignalView

MOST_SIGNALS: Final = 12
MOST_FACTS: Final = 3  # of each check


@dataclass(frozen=True)
class PlanPosition:
    """The position, where anybody has begun on it, and the latest signals with what they change."""

    page: PositionPage
    signals: tuple[SignalView, ...]

    @property
    def met(self) -> int:
        """How many of the three checks are met."""
        return sum(check.state == CheckState.MET for check in self.page.checks)


def shown(account: Account, today: date) -> PlanPosition | None:
    """What is handed over; None where nothing is said of either."""
    page = positions.position_page(None, account, today)
    signals = profiles.viewed(account, profiles.signals_of(account)[:MOST_SIGNALS])
    return PlanPosition(page, signals) if page.started or signals else None


def finding(position: PlanPosition) -> str:
    """How many of the checks are met, in one sentence."""
    told = ngettext(
        "%(n)s of %(all)s check of our position is met", "%(n)s of %(all)s checks of our position are met", 3
    )
    return told % {"n": position.met, "all": len(position.page.checks)}


def check_rows(position: PlanPosition) -> tuple[tuple[str, str, str], ...]:
    """Each check with its state and the rows behind it, or what is missing."""
    return tuple((check.title, str(check.state_name), _behind(check)) for check in position.page.checks)


def dimension_rows(position: PlanPosition) -> tuple[tuple[str, str, str], ...]:
    """Each dimension that anything is said of: our message, and how contacts rate us and the competitors."""
    return tuple(
        (str(row.title), row.words, " · ".join(_rated(cell) for cell in row.cells if cell.contacts))
        for row in position.page.dimensions
        if row.words or any(cell.contacts for cell in row.cells)
    )


def measure_rows(position: PlanPosition) -> tuple[tuple[str, str], ...]:
    """Whom contacts named, for each question that was asked."""
    return tuple((str(view.title), _named(view)) for view in position.page.measures if view.every.asked)


def signal_rows(position: PlanPosition) -> tuple[tuple[str, str, str], ...]:
    """Each signal: its day, what happened with who said so, and what it changes in the plan."""
    return tuple((days.day(view.signal.happened_on), _happened(view), _effect(view)) for view in position.signals)


def sections(position: PlanPosition | None) -> tuple[Section, ...]:
    """The part of the plan's text."""
    if position is None:
        return ()
    parts = []
    if position.page.started:
        blocks = [Block("paragraph", ((Run(finding(position), bold=True),),))]
        if position.page.summary:
            blocks.append(Block("paragraph", ((Run(position.page.summary),),)))
        named = ((title, "", said) for title, said in measure_rows(position))
        lines = [_line(*row) for row in (*check_rows(position), *named)]
        blocks.append(Block("bullets", tuple(lines)))
        parts.append(Section(_("Where we stand"), tuple(blocks)))
    if position.signals:
        lines = [_line(f"{day}: {happened}", "", effect) for day, happened, effect in signal_rows(position)]
        parts.append(Section(_("Signals, and what they change"), (Block("bullets", tuple(lines)),)))
    return tuple(parts)


def appendix(position: PlanPosition | None) -> tuple[TablePart, ...]:
    """What we stand for, by dimension."""
    rows = dimension_rows(position) if position else ()
    headers = (_("Dimension"), _("What we say"), _("As they see it"))
    return (TablePart(_("What we stand for, and how it is rated"), headers, rows),) if rows else ()


def _line(title: str, state: str, more: str) -> tuple[Run, ...]:
    said = " ".join(filter(None, (title, state)))
    return (Run(said, bold=True), Run(f" · {more}")) if more else (Run(said, bold=True),)


def _behind(check: Check) -> str:
    told = [fact.text for fact in check.facts[:MOST_FACTS]]
    if rest := len(check.facts) - len(told):
        told.append(_("and {n} more").format(n=rest))
    return "; ".join(filter(None, (*told, check.missing)))


def _rated(cell: DimensionCell) -> str:
    contacts = ngettext("%(n)s contact", "%(n)s contacts", cell.contacts) % {"n": cell.contacts}
    return f"{cell.competitor or _('us')} {money.number(cell.theirs or 0, 1)} ({contacts})"


def _named(view: MeasureView) -> str:
    return ", ".join(_counted(count) for count in view.every.counts)


def _counted(count: Count) -> str:
    name = _("us") if count.ours else count.name
    return f"{name} {count.n}" if count.share is None else f"{name} {count.n} ({money.percent(count.share)})"


def _happened(view: SignalView) -> str:
    signal = view.signal
    said = f"“{signal.words}” {signal.contact}" if signal.contact else signal.words
    return f"{signal.get_kind_display()}: {said} ({signal.source})"


def _effect(view: SignalView) -> str:
    signal = view.signal
    if signal.open:
        return _("nobody has said yet what it changes")
    concerned = view.concern.title if view.concern else ""
    return ": ".join(filter(None, (str(signal.get_effect_display()), concerned, signal.reason)))
