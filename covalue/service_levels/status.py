"""The delivery of an account on one page: what comes next, what is likely late, service levels, and incidents."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from covalue.accounts.models import Account
from covalue.contributions.papers import Paper, PaperLine, PaperPart
from covalue.core import days, money
from covalue.execution import queries as execution
from covalue.execution.queries import WorkPlan, WorkRow
from covalue.execution.rules import WorkState
from covalue.service_levels import queries
from covalue.service_levels.queries import ServicePage

MOST: Final = 7  # lines of a section: one page is read


def status_of(account: Account, today: date) -> Paper:
    """For us: forecasts and open incidents are in it, which guests do not see."""
    plan, page = execution.plan_of(account, today), queries.page_of(account, today)
    parts = (
        (_("Where it stands"), tuple(_whole(plan, page))),
        (_("Milestones"), _cut([_milestone(row) for row in plan.open if row.package.is_milestone])),
        (_("Late, or likely to be"), _cut([_late(row) for row in plan.open if _is_late(row)])),
        (_("Service levels"), _cut([*_levels(page)])),
        (_("Open incidents"), _cut([*_incidents(page)])),
    )
    sections = tuple(PaperPart(title, lines or (PaperLine(_("nothing yet")),)) for title, lines in parts)
    return Paper(_("{account}: status of delivery").format(account=account), _about(plan), sections, today)


def _about(plan: WorkPlan) -> str:
    if plan.circle:
        return _("The plan is a circle and cannot be calculated: {way}").format(way=plan.circle)
    return plan.baseline.note if plan.baseline else ""


def _whole(plan: WorkPlan, page: ServicePage) -> Iterator[PaperLine]:
    if plan.packages:
        done = _("{n} of {all} work packages done").format(
            n=money.count(plan.done), all=money.count(len(plan.packages))
        )
        end, likely = plan.end, plan.likely_end
        if end and likely and likely > end:
            note = _("planned until {end}, likely {likely}").format(end=days.day(end), likely=days.day(likely))
        else:
            note = _("planned until {end}").format(end=days.day(end)) if end else ""
        yield PaperLine(done, note)
    if page.judged:
        kept = len(page.judged) - len(page.missed)
        text = _("{n} of {all} service levels kept last").format(n=money.count(kept), all=money.count(len(page.judged)))
        yield PaperLine(text)
    if page.ratings:
        n = len(page.ratings)
        note = ngettext("{n} rating", "{n} ratings", n).format(n=money.count(n))
        middle = _("too few to know") if page.rating is None else _("{n} of 10").format(n=money.number(page.rating, -1))
        yield PaperLine(_("Satisfaction after incidents: {middle}").format(middle=middle), note)


def _milestone(row: WorkRow) -> PaperLine:
    late = _("likely {day}").format(day=days.day(row.forecast_end)) if row.forecast_end else row.state_name
    return PaperLine(f"{days.day(row.package.ends_on)}  {row.package.title}", _owned(row, late))


def _is_late(row: WorkRow) -> bool:
    return not row.package.is_milestone and (row.state is WorkState.OVERDUE or row.forecast_end is not None)


def _late(row: WorkRow) -> PaperLine:
    likely = days.day(row.forecast_end or row.package.ends_on)
    text = _("{title}: {planned}, likely {likely}").format(
        title=row.package.title, planned=days.day(row.package.ends_on), likely=likely
    )
    return PaperLine(text, _owned(row, row.why))


def _owned(row: WorkRow, why: str) -> str:
    owner = row.package.customer_owner or row.package.owner
    return ", ".join(filter(None, (owner.name if owner else _("nobody yet"), why)))


def _levels(page: ServicePage) -> Iterator[PaperLine]:
    for view in page.levels:
        latest = queries.figure(view.latest.value, view.level.unit) if view.latest else _("nothing measured yet")
        word = "" if view.latest is None else _("missed") if view.missed_last else _("kept")
        note = ", ".join(filter(None, (view.agreed, word, view.trend_name)))
        yield PaperLine(f"{view.level.title}: {latest}", note)


def _incidents(page: ServicePage) -> Iterator[PaperLine]:
    for row in page.open:
        n = row.age(page.today)
        since = ngettext("{severity}, open for {n} day", "{severity}, open for {n} days", n)
        yield PaperLine(row.called, since.format(severity=row.severity_name, n=money.count(n)))


def _cut(lines: list[PaperLine]) -> tuple[PaperLine, ...]:
    """The first lines, and how many more there are."""
    more = len(lines) - MOST
    if more <= 0:
        return tuple(lines)
    return (*lines[:MOST], PaperLine(_("and {n} more").format(n=money.count(more))))
