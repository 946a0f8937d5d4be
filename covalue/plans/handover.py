"""The plan's page as a document to hand over."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import dropwhile
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext

from covalue.action_items.models import Action
from covalue.conversations.models import Statement
from covalue.core import days, money, prose
from covalue.core.prose import Block, Run
from covalue.growth.queries import MoveView
from covalue.growth.rules import StrategyState
from covalue.objectives.models import Link, Objective
from covalue.plans import document, position
from covalue.plans.document import (
    ActionRow,
    Chart,
    Figure,
    ObjectiveRow,
    PlanDocument,
    Quote,
    Section,
    TablePart,
    ValuePart,
    ValueRow,
)
from covalue.plans.models import SectionKey
from covalue.plans.position import PlanPosition
from covalue.plans.queries import PlanPage, PlanValue
from covalue.portfolio import charts
from covalue.portfolio.revenue import AccountRevenue
from covalue.value.claims.deliveries import Standing
from covalue.value.models import Target
from covalue.value.queries import ClaimView
from covalue.value.records import CaseRow
from covalue.value.rules import TargetState
from covalue.value.statement import charts as value_charts
from covalue.value.statement import words
from covalue.value.statement.rules import Row
from covalue.value.statement.rules import Statement as ValueStatement

MOST_GROWTH: Final = Decimal(1)  # a change beyond +100 % says how small the base was, so both amounts are said instead
NO_VALUE: Final = Decimal(0)
DIGITS: Final = re.compile(r"\d+")
TARGET_STATES: Final = {
    TargetState.HYPOTHESIS: _l("hypothesis"),
    TargetState.DISCUSSED: _l("discussed"),
    TargetState.VALIDATED: _l("validated"),
    TargetState.PARKED: _l("set aside"),
}


def as_pdf(page: PlanPage, value: PlanValue, stands: PlanPosition | None = None) -> bytes:
    """The plan as it stands, as PDF. What matters to a contact personally is the team's and is not in it."""
    return document.render(_document(page, value, stands))


def _document(page: PlanPage, value: PlanValue, stands: PlanPosition | None = None) -> PlanDocument:
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
        value=_value(value),
        figures=_figures(page),
        customer_strategy=_section(page, SectionKey.CUSTOMER_STRATEGY),
        growth_strategy=_section(page, SectionKey.GROWTH_STRATEGY),
        sections=(*position.sections(stands), *_growth(page)),
        quotes=tuple(_quote(statement) for statement in page.quotes),
        their_objectives=tuple(objective_row(goal) for goal in page.theirs),
        our_objectives=tuple(objective_row(goal, _rests_on(goal, page.links)) for goal in page.ours),
        actions=tuple(action_row(action, page.today) for action in page.actions),
        charts=(Chart(finding(page), chart.svg, _("ledger, net of discounts, returns and credits")),)
        if sold and chart.svg
        else (),
        appendix=(
            *((TablePart(_("Net revenue by month"), chart.table.headers, _dashed(chart.table.rows)),) if sold else ()),
            *_path(page),
            *position.appendix(stands),
        ),
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
    note = " ".join(other.sentence for other in revenue.currencies) or _change(revenue)
    sold = Figure(_("Net revenue, 12 months"), money.short_money(revenue.net, revenue.currency), note)
    orders = ngettext("%(n)s order", "%(n)s orders", revenue.documents) % {"n": money.count(revenue.documents)}
    if revenue.gross_margin is None:
        return (sold, Figure(_("Orders"), str(revenue.documents)), *figures)
    return (sold, Figure(_("Gross margin"), money.percent(revenue.gross_margin), orders), *figures)


def finding(page: PlanPage) -> str:
    """The chart's title says what it shows: the direction where the year before is a base to compare with, else the amount."""
    revenue = page.revenue
    if revenue.net is None:
        return _("Net revenue by month and offering")
    amount = money.short_money(revenue.net, revenue.currency)
    if revenue.change is None:
        return _("Net revenue was %(amount)s in 12 months") % {"amount": amount}
    if revenue.change > MOST_GROWTH:
        before = money.short_money(revenue.net_before or NO_VALUE, revenue.currency)
        return _("Net revenue rose from %(before)s to %(amount)s") % {
            "before": before,
            "amount": money.short_money(revenue.net_alike or NO_VALUE, revenue.currency),
        }
    direction = _("grew by") if revenue.change >= 0 else _("fell by")
    return _("Net revenue %(direction)s %(change)s to %(amount)s") % {
        "direction": direction,
        "change": money.percent(abs(revenue.change)),
        "amount": amount,
    }


def _dashed(rows: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    """The months from the first sale on; what was not sold in one is a dash."""
    dashed = [(row[0], *("–" if DIGITS.findall(cell) == ["0"] else cell for cell in row[1:])) for row in rows]
    return tuple(dropwhile(lambda row: set(row[1:]) == {money.UNKNOWN}, dashed))


def _value(value: PlanValue) -> ValuePart:
    statement = value.statement.statement
    chart = value_charts.over_time(statement, standalone=True) if drawn_over_time(statement) else None
    return ValuePart(
        figures=value_figures(value),
        chart=Chart(value_finding(value), chart.svg) if chart and chart.svg else None,
        targets=tuple(target_row(target) for target in value.targets),
        cases=tuple(case_row(row, value) for row in value.cases),
        disputed=tuple(disputed_row(view) for view in value.disputed),
    )


def drawn_over_time(statement: ValueStatement) -> bool:
    """Whether more than one quarter was claimed: a single point is a figure and no chart."""
    return sum(point.claimed is not None for point in statement.points) > 1


def value_figures(value: PlanValue) -> tuple[Figure, ...]:
    """Promised, delivered, validated and disputed; a dash where there is nothing."""
    statement = value.statement.statement
    total = statement.total
    return (
        Figure(_("Promised"), amount_or_dash(total.promised, statement.currency), _of_promised(statement)),
        Figure(_("Delivered"), amount_or_dash(total.money.claimed, statement.currency), _("as we claim it")),
        Figure(_("Validated"), amount_or_dash(total.money.validated, statement.currency), _("signed by the customer")),
        Figure(
            _("Disputed"), amount_or_dash(total.money.disputed, statement.currency), _("claimed but not signed for")
        ),
    )


def _of_promised(statement: ValueStatement) -> str:
    """By when it counts, and what is agreed and not due yet."""
    by_today, later = _("agreed in value cases, by today"), statement.total.later
    return f"{by_today} · {words.of_later(later, statement.currency)}" if later else by_today


def value_finding(value: PlanValue) -> str:
    """What was signed of what was delivered, in one sentence."""
    statement = value.statement.statement
    total = statement.total.money
    if not total.claimed:
        return _("Nothing has been claimed yet")
    if not total.validated:
        return _("Nothing validated yet of %(claimed)s delivered") % {
            "claimed": amount_or_dash(total.claimed, statement.currency)
        }
    return _("%(validated)s validated of %(claimed)s delivered") % {
        "validated": amount_or_dash(total.validated, statement.currency),
        "claimed": amount_or_dash(total.claimed, statement.currency),
    }


def amount_or_dash(amount: Decimal, currency: str) -> str:
    return money.short_money(amount, currency) if amount else "–"


def target_row(target: Target) -> ValueRow:
    if target.validated_on is not None:
        who = target.validated_by.name if target.validated_by else _("a former contact")
        said = _("validated by %(who)s, %(day)s") % {"who": who, "day": _day(target.validated_on)}
        return ValueRow(target.title, target.success, said, theirs=True)
    return ValueRow(target.title, target.success, str(TARGET_STATES[target.state]))


def case_row(row: CaseRow, value: PlanValue) -> ValueRow:
    initiative, currency = row.case.initiative, value.statement.statement.currency
    line = value.money_of.get(initiative.pk)
    money_of_case = line.money if line else Standing()
    amounts = (
        line.promised if line else NO_VALUE,
        money_of_case.claimed,
        money_of_case.validated,
        money_of_case.disputed,
    )
    return ValueRow(
        initiative.title,
        initiative.target.title if initiative.target else "",
        _agreement(row, line, currency),
        theirs=row.agreed is not None,
        amounts=tuple(amount_or_dash(amount, currency) for amount in amounts),
    )


def agreed_title(rows: Sequence[CaseRow]) -> str:
    """How many cases are agreed, and how many in part."""
    in_part = sum(row.agreed is not None and row.agreed.in_part for row in rows)
    agreed = sum(row.agreed is not None for row in rows) - in_part
    title = ngettext("{n} of {all} value case agreed", "{n} of {all} value cases agreed", len(rows))
    said = title.format(n=agreed, all=len(rows))
    return _("{agreed}, {n} in part").format(agreed=said, n=in_part) if in_part else said


def _agreement(row: CaseRow, line: Row | None, currency: str) -> str:
    """Who stands behind the case, and when it starts if it has not yet."""
    later = line.later if line else None
    return " · ".join(filter(None, (_agreed_by(row), words.of_later(later, currency) if later else "")))


def _agreed_by(row: CaseRow) -> str:
    word = row.agreed
    if word is None:
        return _("not finished") if row.case.unfinished else _("not agreed yet")
    sentence = _("agreed in part by %(who)s, %(day)s") if word.in_part else _("agreed by %(who)s, %(day)s")
    signature = word.signature
    who = signature.signer_name or _("a former contact")
    return sentence % {"who": who, "day": _day(row.case.initiative.account.day_of(signature.signed_at))}


def disputed_row(view: ClaimView) -> ValueRow:
    signature, currency = view.signature, view.claim.currency
    said = f"“{signature.remark}” {signature.signer_name}" if signature and signature.remark else ""
    amounts = (amount_or_dash(view.money.disputed, currency),)
    return ValueRow(view.claim.initiative.title, said, view.claim.label, theirs=True, amounts=amounts)


def growth_finding(page: PlanPage) -> str:
    """Whether there is a growth strategy, in one sentence."""
    growth = page.growth
    if growth is None or growth.state == StrategyState.NOTHING:
        return _("No growth strategy yet")
    if growth.state == StrategyState.DEALS:
        return _("Only a list of deals")
    told = ngettext(
        "%(n)s of %(all)s growth move builds on all it needs",
        "%(n)s of %(all)s growth moves build on all they need",
        len(growth.moves),
    )
    return told % {"n": growth.resting, "all": len(growth.moves)}


def move_rows(page: PlanPage) -> tuple[tuple[str, str, str, str], ...]:
    """Each growth move: what it does, its title, its years, and what it builds on or lacks."""
    moves = page.growth.moves if page.growth else ()
    return tuple(
        (move.kind_name, move.title, f"{move.first_year}–{move.last_year}", " · ".join(_builds_on(move)))
        for move in moves
    )


def _builds_on(move: MoveView) -> Iterator[str]:
    if move.proven:
        amount = money.short_money(move.proven, move.currency)
        yield _("{amount} signed by the customer").format(amount=amount)
    if move.objective:
        yield str(move.objective)
    yield from (person.name for person in move.people if person.sponsors and not person.left)
    if move.missing:
        yield _("What is missing: {lacks}").format(lacks=", ".join(move.missing))


def _growth(page: PlanPage) -> tuple[Section, ...]:
    """The growth strategy: whether it is one, the vision, and the moves."""
    growth = page.growth
    if growth is None:
        return ()
    blocks = [Block("paragraph", ((Run(growth_finding(page), bold=True),),)), *prose.parse(growth.vision)]
    lines = tuple(
        (Run(f"{kind}: {title}", bold=True), Run(f" ({years}) {base}")) for kind, title, years, base in move_rows(page)
    )
    if lines:
        blocks.append(Block("bullets", lines))
    return (Section(_("Growth moves and their base"), tuple(blocks)),)


def _path(page: PlanPage) -> tuple[TablePart, ...]:
    """The path of revenue and margin, low, base and high."""
    growth = page.growth
    if growth is None or not growth.path:
        return ()
    names = ("revenue_low", "revenue_base", "revenue_high", "margin_low", "margin_base", "margin_high")
    headers = (
        _("Year"), _("Revenue, low"), _("Revenue, base"), _("Revenue, high"),
        _("Margin, low"), _("Margin, base"), _("Margin, high"),
    )  # fmt: skip
    rows = tuple(
        (str(year.year), *(_short(getattr(year, name), year.currency) for name in names)) for year in growth.path
    )
    return (TablePart(_("Revenue and margin path"), headers, rows),)


def _short(amount: Decimal | None, currency: str) -> str:
    return money.UNKNOWN if amount is None else money.short_money(amount, currency)


def _section(page: PlanPage, key: SectionKey) -> Section | None:
    view = page.section(key)
    return Section(view.title, prose.parse(view.section.text)) if view else None


def _quote(statement: Statement) -> Quote:
    contact = statement.contact
    return Quote(statement.words, contact.name, contact.title, _day(statement.conversation.held_on))


def _rests_on(goal: Objective, links: tuple[Link, ...]) -> str:
    theirs = "; ".join(link.theirs.statement for link in links if link.ours_id == goal.pk)
    return _("supports: %(theirs)s") % {"theirs": theirs} if theirs else _("supports none of theirs")


def objective_row(goal: Objective, source: str = "") -> ObjectiveRow:
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


def action_row(action: Action, today: date) -> ActionRow:
    owner = action.owner or action.customer_owner
    status = _("done") if action.done_at else _("overdue") if action.due_on and action.due_on < today else _("open")
    return ActionRow(action.title, owner.name if owner else "", _day(action.due_on), status)


def _version(page: PlanPage) -> str:
    if page.approval is None:
        return _("draft")
    approved = _("version %(n)s, approved %(day)s") % {
        "n": page.approval.version,
        "day": _day(page.account.day_of(page.approval.approved_at)),
    }
    return approved + (_(", changed since") if page.changed_since_approval else "")


def _change(revenue: AccountRevenue) -> str:
    change = revenue.change
    if change is None:
        return ""
    if change > MOST_GROWTH:
        before = money.short_money(revenue.net_before or NO_VALUE, revenue.currency)
        return _("%(before)s the year before") % {"before": before}
    return _("%(change)s vs the year before") % {"change": ("+" if change > 0 else "") + money.percent(change)}


def _day(day: date | None) -> str:
    return days.day(day) if day else ""
