"""Papers of one page: the case of an ask, as the unit reads it, and the onboarding brief for a new member of the team."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from django.utils.text import slugify
from django.utils.translation import gettext as _

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account, TeamRole
from covalue.action_items import queries as action_items
from covalue.contributions import queries
from covalue.contributions.chart import chart_of
from covalue.contributions.queries import ContributionView
from covalue.contributions.rules import PART_NAMES, ResponsibilityPart
from covalue.core import days, money
from covalue.objectives import queries as objectives
from covalue.objectives.models import Side
from covalue.organisation import queries as organisation
from covalue.value.queries import statement_of
from covalue.web import typesetting

TEMPLATE: Final = Path(__file__).parent / "typst" / "paper.typ"
MOST: Final = 8  # lines of a section: one page is read


@dataclass(frozen=True)
class PaperLine:
    """A line; `theirs` where the customer said or signed it."""

    text: str
    note: str = ""
    theirs: bool = False


@dataclass(frozen=True)
class PaperPart:
    """A section of a paper, never without a line."""

    title: str
    lines: tuple[PaperLine, ...]


@dataclass(frozen=True)
class Paper:
    """A title, what it is for, and its sections."""

    title: str
    about: str
    parts: tuple[PaperPart, ...]
    made_on: date


def case_of(view: ContributionView) -> Paper:
    """The ask as an internal case: only what whoever answers for the unit reads on its page."""
    row = view.contribution
    terms = [PaperLine(_("Needed by {day}").format(day=days.written(row.due_on)))]
    if row.hours is not None:
        terms.append(PaperLine(_("Hours: {n}").format(n=money.number(row.hours, 0))))
    if row.amount is not None:
        terms.append(PaperLine(money.money(row.amount, row.currency)))
    parts = (
        (_("What is needed"), _typed(row.need)),
        (_("What the customer values"), _typed(row.customer_values)),
        (_("What it is worth to them"), tuple(_worth(view))),
        (_("What the unit gets"), _typed(row.gain)),
        (_("Terms"), tuple(terms)),
    )
    about = " · ".join(filter(None, (row.account.name, row.unit.name, view.lead.name if view.lead else "")))
    return Paper(row.subject, about, tuple(PaperPart(title, lines) for title, lines in parts), view.today)


def onboarding(account: Account, today: date) -> Paper:
    """What a new member of the account's team reads first; nothing that was said of a person in confidence is in it."""
    parts = (
        (_("What the customer wants"), _goals(account)),
        (_("Whom you will meet"), _contacts(account)),
        (_("Value"), _value(account, today)),
        (_("What is due"), _due(account, today)),
        (_("Who does what"), _team(account)),
    )
    sections = tuple(PaperPart(title, tuple(lines)[:MOST] or (PaperLine(_("nothing yet")),)) for title, lines in parts)
    return Paper(_("{account}: onboarding brief").format(account=account), account.profile[:300], sections, today)


def pdf_of(paper: Paper) -> bytes:
    """The paper as PDF."""
    content: dict[str, Any] = {
        "title": paper.title,
        "about": paper.about,
        "supplier": organisation.company().name,
        "confidentiality": _("Internal: not for the customer"),
        "made": _("as of {day}").format(day=days.written(paper.made_on)),
        "parts": [{"title": part.title, "lines": [vars(line) for line in part.lines]} for part in paper.parts],
    }
    return typesetting.made(TEMPLATE, content)


def file_name(kind: str, name: str) -> str:
    """Internal, of what."""
    return f"internal-{kind}-{slugify(name) or kind}.pdf"


def _typed(text: str) -> tuple[PaperLine, ...]:
    return tuple(PaperLine(line) for line in text.splitlines() if line.strip()) or (PaperLine(_("not said yet")),)


def _worth(view: ContributionView) -> Iterator[PaperLine]:
    worth, initiative = view.worth, view.contribution.initiative
    if worth is None:
        yield PaperLine(_("linked to no value case") if initiative is None else initiative.title)
        return
    amount = money.short_money(worth.promised, worth.currency)
    if worth.agreed:
        words = worth.later or _("{amount} promised until today, agreed by the customer").format(amount=amount)
    else:
        words = _("{amount} proposed until today, not agreed by the customer yet").format(amount=amount)
    yield PaperLine(words, str(initiative), theirs=worth.agreed)
    signed = money.short_money(worth.validated, worth.currency)
    if worth.validated:
        yield PaperLine(_("{amount} signed by the customer as delivered").format(amount=signed), theirs=True)
    else:
        yield PaperLine(_("nothing signed as delivered yet"))


def _goals(account: Account) -> Iterator[PaperLine]:
    for goal in objectives.of_account(account, Side.THEIRS)[:MOST]:
        note = ", ".join(filter(None, (goal.contact.name if goal.contact else "", _day(goal.due_on))))
        yield PaperLine(goal.statement, note, theirs=True)


def _contacts(account: Account) -> Iterator[PaperLine]:
    for contact in accounts.current_contacts_above(account)[:MOST]:
        yield PaperLine(contact.name, ", ".join(filter(None, (contact.title, contact.department))))


def _value(account: Account, today: date) -> Iterator[PaperLine]:
    statement = statement_of(account, None, today).statement
    promised = money.short_money(statement.total.promised, statement.currency)
    signed = money.short_money(statement.total.money.validated, statement.currency)
    yield PaperLine(_("{amount} promised until today").format(amount=promised))
    yield PaperLine(_("{amount} signed by the customer as delivered").format(amount=signed), theirs=True)


def _due(account: Account, today: date) -> Iterator[PaperLine]:
    for action in action_items.open_on(account)[: MOST // 2]:
        owner = action.owner or action.customer_owner
        yield PaperLine(action.title, ", ".join(filter(None, (owner.name if owner else "", _day(action.due_on)))))
    for row in queries.open_on(account)[: MOST // 2]:
        yield PaperLine(row.subject, f"{row.unit}, {row.get_state_display()}, {_day(row.due_on)}")


def _team(account: Account) -> Iterator[PaperLine]:
    parts: dict[int, list[str]] = {}
    for line in chart_of(account).lines:
        of = line.initiative.title if line.initiative else str(account)
        for cell in line.cells:
            if cell.part:
                parts.setdefault(cell.person.pk, []).append(f"{PART_NAMES[ResponsibilityPart(cell.part)]}: {of}")
    for member in accounts.team_of(account).select_related("user"):
        yield PaperLine(
            member.user.name, "; ".join((str(TeamRole(member.team_role).label), *parts.get(member.user_id, [])))
        )


def _day(day: date | None) -> str:
    return days.day(day) if day else ""
