"""Reading contributions: the account's to whoever opens it, and those asked of a unit to whoever answers for it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db.models import Q, QuerySet

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account
from covalue.contributions import rules
from covalue.contributions.calls import CallsOfWeek, uncoordinated
from covalue.contributions.desks import Desks, desks
from covalue.contributions.models import Contribution, GoneAbove, Said
from covalue.contributions.rules import (
    ENDED,
    MOVE_NAMES,
    STATE_NAMES,
    ContributionMove,
    Escalation,
    Move,
    Side,
    State,
)
from covalue.core import errors
from covalue.objectives import queries as objectives
from covalue.opportunities import queries as opportunities
from covalue.organisation import queries as organisation
from covalue.organisation.models import Unit
from covalue.people import queries as people
from covalue.people.models import User
from covalue.people.rules import Right
from covalue.value import queries as value
from covalue.value.queries import statement_of
from covalue.value.statement.words import of_later

RELATED: Final = ("account", "unit", "asked_by", "doer", "initiative", "objective", "opportunity")
CLOSED: Final = tuple(state.value for state in ENDED)


@dataclass(frozen=True)
class Worth:
    """What the value case is worth until today: `promised` where a contact `agreed`, else what we propose.

    `later` says in words what is agreed and not due yet; `validated` is what the customer signed as delivered.
    """

    promised: Decimal
    agreed: bool
    later: str
    validated: Decimal
    currency: str


@dataclass(frozen=True)
class ContributionView:
    """A contribution as somebody reads it; `opens` says whether they may open the account, else they read the case only.

    `moves` are what the reader can say now, `told` those to whom it goes above.
    """

    contribution: Contribution
    said: tuple[Said, ...]
    opens: bool
    moves: tuple[ContributionMove, ...]
    lead: User | None
    worth: Worth | None
    escalation: Escalation | None
    told: tuple[User, ...]
    gone_above: tuple[GoneAbove, ...]
    today: date

    @property
    def state_name(self) -> str:
        return str(STATE_NAMES[self.contribution.stands])

    @property
    def overdue(self) -> bool:
        return is_overdue(self.contribution, self.today)

    @property
    def near(self) -> bool:
        """Whether it is about to go above."""
        return self.escalation is not None and rules.is_near(self.escalation, self.today)

    @property
    def move_names(self) -> tuple[tuple[ContributionMove, str], ...]:
        return tuple((move, str(MOVE_NAMES[move])) for move in self.moves)


def choices(account: Account) -> dict[str, QuerySet[Any]]:
    """The rows a contribution of the account can name."""
    return {
        "unit": organisation.units().filter(pk__in=desks().askable),
        "initiative": value.initiatives_of(account),
        "objective": objectives.of_account(account),
        "opportunity": opportunities.of_account(account),
    }


def all_units() -> dict[str, QuerySet[Any]]:
    """Every unit, so that one without a lead is answered by its name."""
    return {"unit": organisation.units()}


def doers(contribution: Contribution) -> dict[str, QuerySet[Any]]:
    """To whom the unit can give it."""
    return {"doer": people.with_a_role()}


def of_account(account: Account) -> QuerySet[Contribution]:
    """Everything the account asked or is about to ask, by when it is needed."""
    return Contribution.objects.filter(account=account).select_related(*RELATED).order_by("due_on", "id")


def currency_of(account: Account) -> str:
    """In what money is asked for an account."""
    return account.currency or opportunities.currency()


def asked_by(account: Account) -> tuple[Contribution, ...]:
    """All of them at once, as `of_account` orders them."""
    return tuple(of_account(account))


def open_on(account: Account) -> tuple[Contribution, ...]:
    """What the account asked and has not ended, by when it is needed."""
    return tuple(of_account(account).exclude(state__in=CLOSED))


def visible_to(user: User, known: Desks | None = None) -> QuerySet[Contribution]:
    """Those of accounts this user may open, and those asked of units they answer for or stand above."""
    if not user.is_active or user.is_guest:
        return Contribution.objects.none()
    rows = Contribution.objects.select_related(*RELATED).order_by("due_on", "id")
    if user.may(Right.SEE_ALL_ACCOUNTS):
        return rows
    own = Q(account__in=accounts.visible_to(user).values("pk"))
    asked = Q(moves__move=Move.ASK.value)
    unit = Q(unit__in=(known or desks()).read_by(user)) | Q(doer=user)
    return rows.filter(pk__in=Contribution.objects.filter(own | (unit & asked)).values("pk"))


def get(user: User, contribution_id: int) -> Contribution:
    """One that this user may read."""
    row = visible_to(user).filter(pk=contribution_id).first()
    if row is None:
        raise errors.NotFound()
    return row


def get_led(user: User, unit_id: int) -> Unit:
    """A unit this user answers for; to others there is none to change."""
    known = desks()
    if unit_id not in known.led_by(user):
        raise errors.NotFound()
    return known.units[unit_id]


def calls_on(account: Account, today: date) -> tuple[CallsOfWeek, ...]:
    """The weeks in which the account was called on without each other: the next, this one and the one before."""
    return uncoordinated([account], today)


def locked(contribution_id: int) -> Contribution:
    """A contribution as it is now, for a change."""
    rows = Contribution.objects.select_for_update(of=("self",)).select_related("account", "unit")
    return rows.get(pk=contribution_id)


def sides_of(user: User, row: Contribution, known: Desks | None = None) -> frozenset[Side]:
    """As which sides this user speaks: whoever works on the account asks, whoever answers for the unit answers.

    A lead who is on the account's team, too, speaks for the unit, and for both where they asked it themselves.
    """
    lead = (known or desks()).lead_of(row.unit_id)
    answers = lead is not None and lead.pk == user.pk
    if answers and row.asked_by_id != user.pk:
        return frozenset({Side.UNIT})
    asks = _opens(user, row)
    return frozenset(side for side, speaks in ((Side.ASKER, asks), (Side.UNIT, answers)) if speaks)


def view(user: User, row: Contribution) -> ContributionView:
    """What the page of a contribution shows this user."""
    known = desks()
    sides = sides_of(user, row, known)
    today = row.account.today()
    archived = row.account.archived_at is not None
    planned = escalation_of(row, today)
    return ContributionView(
        contribution=row,
        said=tuple(row.moves.select_related("said_by")),
        opens=_opens(user, row),
        moves=() if archived else rules.moves_open(row.stands, sides),
        lead=known.lead_of(row.unit_id),
        worth=worth_of(row),
        escalation=planned,
        told=told_above(row, known) if planned else (),
        gone_above=tuple(row.gone_above.prefetch_related("told")),
        today=today,
    )


def escalation_of(row: Contribution, today: date) -> Escalation | None:
    """When and why it goes above, or went."""
    return rules.escalation(row.stands, row.account.day_of(row.said_at), row.due_on, today)


def told_above(row: Contribution, known: Desks) -> tuple[User, ...]:
    """To whom it goes above: the lead's superior, else the program directors; and the account's sponsors."""
    superior = known.above(row.unit_id)
    first = [superior] if superior else list(people.with_right(Right.CLASSIFY_ACCOUNTS).order_by("name").distinct())
    sponsors = {person for _account, person in accounts.sponsors_among([row.account_id])}
    others = [user for user in people.by_ids(sponsors).values() if user not in first]
    return tuple(first + others)


def may_be_told(user: User, row: Contribution) -> bool:
    """Whether this colleague works here now and may read the contribution."""
    return bool(user.roles) and visible_to(user).filter(pk=row.pk).exists()


def hear_of(gone: GoneAbove) -> tuple[User, ...]:
    """Who is written to as it goes above: those told, and whoever asked, else who leads the account; each if they still may."""
    row = gone.contribution
    asker = row.asked_by if row.asked_by is not None and row.asked_by.is_active else row.account.owner
    told = dict.fromkeys((*gone.told.all(), *((asker,) if asker is not None else ())))
    return tuple(user for user in told if may_be_told(user, row))


def worth_of(row: Contribution) -> Worth | None:
    """What the value case it serves is worth: agreed, and signed as delivered."""
    if row.initiative_id is None:
        return None
    page = statement_of(row.account, None, row.account.today(), below=False)
    for statement in (page.statement, *page.statement.apart):
        for line in statement.by_initiative:
            if line.key == row.initiative_id:
                later = str(of_later(line.later, statement.currency)) if line.later else ""
                amount = line.promised if line.agreed else line.proposed
                return Worth(amount, line.agreed, later, line.money.validated, statement.currency)
    return None


def _opens(user: User, row: Contribution) -> bool:
    return accounts.visible_to(user).filter(pk=row.account_id).exists()


def is_overdue(row: Contribution, today: date) -> bool:
    """Whether a promise is past its date."""
    return row.stands is State.PROMISED and row.due_on < today
