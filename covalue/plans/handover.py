"""The plan's page as a document to hand over."""

from datetime import date
from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from covalue.action_items.models import Action
from covalue.conversations.models import Statement
from covalue.core import money, prose
from covalue.objectives.models import Link, Objective
from covalue.plans import document
from covalue.plans.document import (
    ActionRow,
    Chart,
    Figure,
    ObjectiveRow,
    PlanDocument,
    Quote,
    Section,
    TablePart,
)
from covalue.plans.models import SectionKey
from covalue.plans.queries import PlanPage
from covalue.portfolio import charts


def as_pdf(page: PlanPage) -> bytes:
    """The plan as it stands, as PDF. What matters to a contact personally is the team's and is not in it."""
    return document.render(_document(page))


def _document(page: PlanPage) -> PlanDocument:
    account = page.account
    chart = charts.account_revenue(page.revenue, standalone=True)
    sold = bool(page.revenue.families)
    return PlanDocument(
        account_name=account.name,
        date=_day(page.today),
        subtitle=account.profile.split("\n")[0][:240],
        class_label=str(account.get_account_class_display()),
        sam=str(page.lead or ""),
        sponsor=str(page.sponsor or ""),
        team=tuple(dict.fromkeys(m.user.name for m in page.team)),
        version_label=_version(page),
        confidentiality=_("Confidential"),
        figures=_figures(page),
        customer_strategy=_section(page, SectionKey.CUSTOMER_STRATEGY),
        growth_strategy=_section(page, SectionKey.GROWTH_STRATEGY),
        quotes=tuple(_quote(statement) for statement in page.quotes),
        their_objectives=tuple(_objective(goal) for goal in page.theirs),
        our_objectives=tuple(_objective(goal, _rests_on(goal, page.links)) for goal in page.ours),
        actions=tuple(_action(action, page.today) for action in page.actions),
        charts=(Chart(_finding(page), chart.svg, _("ledger, net of discounts, returns and credits")),) if sold else (),
        appendix=(TablePart(_("Net revenue by month"), chart.table.headers, chart.table.rows),) if sold else (),
    )


def _figures(page: PlanPage) -> tuple[Figure, ...]:
    revenue = page.revenue
    late = sum(a.done_at is None and a.due_on is not None and a.due_on < page.today for a in page.actions)
    waiting = sum(action.done_at is None for action in page.actions)
    figures = [
        Figure(
            _("Their objectives"),
            str(page.alignment.theirs),
            _("%(n)s supported by ours") % {"n": page.alignment.answered},
        ),
        Figure(_("Open actions"), str(waiting), ngettext("%(n)s overdue", "%(n)s overdue", late) % {"n": late}),
    ]
    if revenue.net is None:
        return tuple(figures)
    sold = Figure(
        _("Net revenue, 12 months"), money.short_money(revenue.net, revenue.currency), _change(revenue.change)
    )
    orders = _("%(n)s orders") % {"n": revenue.documents}
    if revenue.gross_margin is None:
        return (sold, Figure(_("Orders"), str(revenue.documents)), *figures)
    return (sold, Figure(_("Gross margin"), money.percent(revenue.gross_margin), orders), *figures)


def _finding(page: PlanPage) -> str:
    """The chart's title says what it shows."""
    revenue = page.revenue
    largest = max(revenue.families, key=lambda family: family.total)
    total = sum(family.total for family in revenue.families)
    share = money.percent(largest.total / total, 0) if total else ""
    if revenue.change is None or not share:
        return _("Net revenue by month and offering")
    direction = _("grew by") if revenue.change >= 0 else _("fell by")
    return _("Revenue %(direction)s %(change)s; %(family)s is %(share)s of it") % {
        "direction": direction,
        "change": money.percent(abs(revenue.change), 0),
        "family": largest.name,
        "share": share,
    }


def _section(page: PlanPage, key: SectionKey) -> Section | None:
    view = page.section(key)
    return Section(view.title, prose.parse(view.section.text)) if view else None


def _quote(statement: Statement) -> Quote:
    contact = statement.contact
    return Quote(statement.words, contact.name, contact.title, _day(statement.conversation.held_on))


def _rests_on(goal: Objective, links: tuple[Link, ...]) -> str:
    theirs = "; ".join(link.theirs.statement for link in links if link.ours_id == goal.pk)
    return _("supports: %(theirs)s") % {"theirs": theirs} if theirs else _("supports none of theirs")


def _objective(goal: Objective, source: str = "") -> ObjectiveRow:
    holder = goal.contact or goal.owner
    return ObjectiveRow(
        goal.statement,
        goal.measure,
        goal.baseline,
        goal.target,
        _day(goal.due_on),
        holder.name if holder else "",
        source or goal.source,
    )


def _action(action: Action, today: date) -> ActionRow:
    owner = action.owner or action.customer_owner
    status = _("done") if action.done_at else _("overdue") if action.due_on and action.due_on < today else _("open")
    return ActionRow(action.title, owner.name if owner else "", _day(action.due_on), status)


def _version(page: PlanPage) -> str:
    if page.approval is None:
        return _("draft")
    approved = _("version %(n)s, approved %(day)s") % {
        "n": page.approval.version,
        "day": _day(page.approval.approved_at.date()),
    }
    return approved + (_(", changed since") if page.changed_since_approval else "")


def _change(change: Decimal | None) -> str:
    if change is None:
        return ""
    return _("%(change)s vs the year before") % {"change": ("+" if change > 0 else "") + money.percent(change)}


def _day(day: date | None) -> str:
    return formats.date_format(day, "j M Y") if day else ""
