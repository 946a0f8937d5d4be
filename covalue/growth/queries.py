"""Reading growth strategies; queries of accounts decide whose."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from covalue.accounts import queries as accounts
from covalue.accounts.actions import guard_colleague, guard_contact
from covalue.accounts.models import Account
from covalue.accounts.rows import AccountRows
from covalue.core import errors
from covalue.growth import rules
from covalue.growth.models import GrowthMove, GrowthStrategy, MovePerson, PathYear
from covalue.growth.rules import LACKS_NAMES, MOVE_HINTS, MOVE_NAMES, STATE_NAMES, Base, MoveKind, StrategyState, Year
from covalue.objectives import queries as objectives
from covalue.objectives.models import Side
from covalue.opportunities import queries as opportunities
from covalue.opportunities.models import Opportunity
from covalue.people.models import User
from covalue.value import queries as value
from covalue.value.records import records_within
from covalue.web.amounts import Amount
from covalue.web.answered import AsRef, PageOnly


def _choices(account: Account) -> dict[str, QuerySet[Any]]:
    return {
        "initiative": value.initiatives_of(account),
        "objective": objectives.of_account(account, Side.THEIRS),
        "owner": accounts.who_may_open(account),
    }


def _people_choices(account: Account) -> dict[str, QuerySet[Any]]:
    return {"move": MOVES.of(account), "contact": accounts.current_contacts_above(account)}


def _guard_move(row: GrowthMove) -> None:
    if row.last_year < row.first_year:
        raise errors.BadInput(_("A move does not end before it begins."), field="last_year")
    if row.last_year - row.first_year >= 10:
        raise errors.BadInput(_("A move takes ten years at most."), field="last_year")
    if row.objective is not None and (row.objective.side != Side.THEIRS or row.objective.account_id != row.account_id):
        raise errors.BadInput(_("A move serves an objective of this customer."), field="objective")
    if row.initiative is not None and row.initiative.account_id != row.account_id:
        raise errors.BadInput(_("This is of another account."), field="initiative")
    guard_colleague(row.account, row.owner, "owner")


def _guard_person(row: MovePerson) -> None:
    if row.move.account_id != row.account_id or row.move.removed_at is not None:
        raise errors.BadInput(_("This move is not there."), field="move")
    guard_contact(row.account, row.contact, "contact")
    same = MovePerson.objects.filter(move=row.move, contact=row.contact, removed_at=None).exclude(pk=row.pk)
    if same.exists():
        raise errors.BadInput(_("{name} is on this move already.").format(name=row.contact), field="contact")


def _guard_year(row: PathYear) -> None:
    row.currency = row.currency or currency_of(row.account)
    if not rules.in_order(row.revenue_low, row.revenue_base, row.revenue_high):
        raise errors.BadInput(_("Low, base and high do not fall."), field="revenue_base")
    margins = (row.margin_low, row.margin_base, row.margin_high)
    known = [margin for margin in margins if margin is not None]
    if known and len(known) < len(margins):
        raise errors.BadInput(_("Enter low, base and high of the margin, or none of them."), field="margin_base")
    if known and not rules.in_order(*known):
        raise errors.BadInput(_("Low, base and high do not fall."), field="margin_base")
    if PathYear.objects.filter(account=row.account, year=row.year, removed_at=None).exclude(pk=row.pk).exists():
        raise errors.BadInput(_("This year is there already."), field="year")


MOVES: Final = AccountRows(
    GrowthMove,
    related=("initiative", "objective", "owner"),
    order=("first_year", "id"),
    choices=_choices,
    check=_guard_move,
)
PEOPLE: Final = AccountRows(
    MovePerson,
    related=("move", "contact"),
    order=("move", "id"),
    choices=_people_choices,
    check=_guard_person,
    parents=("move",),
)
PATH: Final = AccountRows(PathYear, order=("year", "id"), check=_guard_year)


@dataclass(frozen=True)
class ServedPerson:
    """Somebody whose success a move serves."""

    id: int
    contact: PageOnly[Any]
    name: str
    sponsors: bool
    success: str
    left: bool


@dataclass(frozen=True)
class MoveView:
    """A move with what it builds on: `proven` is what the customer signed for, in the case's currency; `lacks` what is missing."""

    id: int
    kind: MoveKind
    title: str
    words: str
    first_year: int
    last_year: int
    initiative: AsRef[Any] | None
    proven: Amount
    currency: str
    objective: PageOnly[Any]
    owner: AsRef[Any] | None
    people: tuple[ServedPerson, ...]
    lacks: tuple[rules.Lacks, ...]
    opportunities: PageOnly[tuple[Opportunity, ...]]
    base: PageOnly[Base]

    @property
    def kind_name(self) -> str:
        return str(MOVE_NAMES[self.kind])

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(str(LACKS_NAMES[one]) for one in self.lacks)


@dataclass(frozen=True)
class YearView:
    """A year of the path, in the currency it was entered in."""

    year: int
    currency: str
    revenue_low: Amount
    revenue_base: Amount
    revenue_high: Amount
    margin_low: Amount | None
    margin_base: Amount | None
    margin_high: Amount | None
    margin_share: float | None
    note: str


@dataclass(frozen=True)
class GrowthPage:
    """The growth strategy of an account. `state` says whether it is one, or only a list of deals."""

    account: AsRef[Account]
    vision: str
    revision: int
    written_by: AsRef[Any] | None
    written_at: datetime | None
    state: StrategyState
    moves: tuple[MoveView, ...]
    path: tuple[YearView, ...]
    currency: str
    growth: float | None
    thinner_in: int | None
    opportunities: int
    unserved: PageOnly[tuple[Opportunity, ...]]
    first_year: PageOnly[int]
    may_edit: PageOnly[bool]

    @property
    def state_name(self) -> str:
        return str(STATE_NAMES[self.state])

    @property
    def lanes(self) -> tuple[tuple[MoveKind, str, str, tuple[MoveView, ...]], ...]:
        """The moves by what they do, each kind with its name and a hint."""
        return tuple(
            (kind, str(name), str(MOVE_HINTS[kind]), tuple(move for move in self.moves if move.kind == kind))
            for kind, name in MOVE_NAMES.items()
        )

    @property
    def resting(self) -> int:
        """Moves that lack nothing."""
        return sum(not move.lacks for move in self.moves)

    @property
    def comparable(self) -> tuple[YearView, ...]:
        """The years of the path that stand in one line: in the account's currency, and none where one is there twice."""
        years = tuple(year for year in self.path if year.currency == self.currency)
        return years if len({year.year for year in years}) == len(years) else ()

    @property
    def is_empty(self) -> bool:
        return not (self.vision or self.moves or self.path)


def currency_of(account: Account) -> str:
    """In what an account's path is written."""
    return account.currency or opportunities.currency()


def strategy_of(account: Account) -> GrowthStrategy | None:
    """The vision of an account, if somebody wrote one."""
    return GrowthStrategy.objects.select_related("written_by").filter(account=account).first()


def is_there(account: Account) -> bool:
    """Whether anything of a strategy was written; one query."""
    rows = (rows.of(account).order_by().values("account") for rows in (MOVES, PATH))
    written = GrowthStrategy.objects.filter(account=account).exclude(vision="").values("account")
    return written.union(*rows).exists()


def growth_page(user: User | None, account: Account, today: date) -> GrowthPage:
    """All of an account's growth strategy, with what its moves build on; without a user nobody may edit."""
    strategy = strategy_of(account)
    open_rows = tuple(opportunities.open_on(account))
    moves = tuple(_moves(account, open_rows))
    currency = currency_of(account)
    path = tuple(_year_view(row, _year(row), row.currency or currency) for row in PATH.of(account))
    said = rules.read_path([_year(row) for row in PATH.of(account) if row.currency in ("", currency)])
    vision = strategy.vision if strategy else ""
    return GrowthPage(
        account=account,
        vision=vision,
        revision=strategy.revision if strategy else 0,
        written_by=strategy.written_by if strategy else None,
        written_at=strategy.written_at if strategy else None,
        state=rules.state(vision=bool(vision), moves=[move.base for move in moves], opportunities=len(open_rows)),
        moves=moves,
        path=path,
        currency=currency,
        growth=said.growth,
        thinner_in=said.thinner_in,
        opportunities=len(open_rows),
        unserved=tuple(_unserved(open_rows, moves)),
        first_year=today.year,
        may_edit=user is not None and accounts.may_edit(user, account),
    )


def shown_in_plan(user: User, account: Account, today: date) -> GrowthPage | None:
    """The strategy as the plan shows it: where anything was written of it, or opportunities are open without one."""
    if not is_there(account) and not opportunities.open_on(account).exists():
        return None
    return growth_page(user, account, today)


def _moves(account: Account, open_rows: Sequence[Opportunity]) -> Iterable[MoveView]:
    signed = {row.case.initiative.pk: row for row in records_within([account]).rows(account)}
    people: dict[int, list[ServedPerson]] = {}
    seen: set[tuple[int, int]] = set()
    for row in PEOPLE.of(account).order_by("-sponsors", "id"):  # once each: contacts on a move may since be one person
        if (row.move_id, row.contact_id) in seen:
            continue
        seen.add((row.move_id, row.contact_id))
        person = ServedPerson(
            row.pk, row.contact, row.contact.name, row.sponsors, row.success, row.contact.departed_on is not None
        )
        people.setdefault(row.move_id, []).append(person)
    for move in MOVES.of(account):
        case = signed.get(move.initiative_id or 0)
        served = tuple(sorted(people.get(move.pk, []), key=lambda person: not person.sponsors))
        proven = case.money.validated if case else Decimal(0)
        yield _view(move, served, proven, case.case.sheet.currency if case else "", open_rows)


def _view(
    move: GrowthMove, served: Sequence[ServedPerson], proven: Decimal, currency: str, open_rows: Sequence[Opportunity]
) -> MoveView:
    objective = move.objective if move.objective and move.objective.removed_at is None else None
    there = [person for person in served if not person.left]
    base = Base(
        proven=proven > 0,
        objective=objective is not None,
        sponsors=sum(person.sponsors for person in there),
        people=len(there),
        successes=sum(bool(person.success) for person in there),
    )
    return MoveView(
        id=move.pk,
        kind=MoveKind(move.kind),
        title=move.title,
        words=move.words,
        first_year=move.first_year,
        last_year=move.last_year,
        initiative=move.initiative,
        proven=proven,
        currency=currency,
        objective=objective,
        owner=move.owner,
        people=tuple(served),
        lacks=base.lacks,
        opportunities=tuple(row for row in open_rows if _serves(row, move)),
        base=base,
    )


def _serves(row: Opportunity, move: GrowthMove) -> bool:
    """Whether an opportunity belongs to a move: both serve the same objective, or the same value case."""
    same = (row.objective_id and row.objective_id == move.objective_id) or (
        row.initiative_id and row.initiative_id == move.initiative_id
    )
    return bool(same)


def _unserved(open_rows: Iterable[Opportunity], moves: Sequence[MoveView]) -> Iterable[Opportunity]:
    served = {row.pk for move in moves for row in move.opportunities}
    return (row for row in open_rows if row.pk not in served)


def _year(row: PathYear) -> Year:
    margins = (row.margin_low, row.margin_base, row.margin_high)
    known = None if any(margin is None for margin in margins) else margins
    return Year(row.year, (row.revenue_low, row.revenue_base, row.revenue_high), known)


def _year_view(row: PathYear, year: Year, currency: str) -> YearView:
    share = year.margin_share
    names = ("revenue_low", "revenue_base", "revenue_high", "margin_low", "margin_base", "margin_high", "note")
    told = {name: getattr(row, name) for name in names}
    return YearView(year=row.year, currency=currency, margin_share=None if share is None else float(share), **told)
