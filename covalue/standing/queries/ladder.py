"""The ladder with its evidence on both sides, and the structure of contacts as conversations show it."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from covalue.accounts import queries as accounts
from covalue.accounts.actions import guard_past
from covalue.accounts.models import Account
from covalue.accounts.rows import AccountRows
from covalue.conversations import queries as conversations
from covalue.core import errors
from covalue.standing import rules
from covalue.standing.models import RungEvidence
from covalue.standing.rules import CRITERIA, Criterion, Found, RaterSide, Rung
from covalue.value.signing import queries as signing

YEAR: Final = timedelta(days=365)


def _check(row: RungEvidence) -> None:
    if row.side == RaterSide.THEIRS and row.contact is None:
        raise errors.BadInput(_("Whose view is it? Choose the contact."), field="contact")
    guard_past(row.account, row.on, "on")


def _choices(account: Account) -> dict[str, QuerySet[Any]]:
    statements = conversations.statements_of([account])
    return {
        "contact": accounts.current_contacts_above(account),
        "statement": statements,
        "signature": signing.signatures_of(account).filter(withdraws=None, withdrawn_by=None),
    }


EVIDENCE: Final = AccountRows(
    RungEvidence,
    related=("contact", "statement", "signature__initiative", "signature__claim", "created_by"),
    order=("-on", "id"),
    choices=_choices,
    check=_check,
)


@dataclass(frozen=True)
class Step:
    """A criterion with its evidence of either side."""

    criterion: Criterion
    theirs: tuple[RungEvidence, ...]
    ours: tuple[RungEvidence, ...]


@dataclass(frozen=True)
class RungView:
    """A rung with its criteria, and whether all of it and below has evidence on either side."""

    rung: Rung
    steps: tuple[Step, ...]
    by_theirs: bool
    by_ours: bool

    @property
    def name(self) -> Any:
        return rules.RUNG_NAMES[self.rung]

    @property
    def words(self) -> Any:
        return rules.RUNG_WORDS[self.rung]


@dataclass(frozen=True)
class Ladder:
    """All rungs from above, the highest reached by the evidence of each side, and what the next one lacks of theirs."""

    rungs: tuple[RungView, ...]
    by_theirs: Rung | None
    by_ours: Rung | None
    lacking: tuple[Criterion, ...]


def ladder_of(account: Account) -> Ladder:
    """The ladder of an account as its evidence stands."""
    rows = list(EVIDENCE.of(account))
    sides = {side: {row.criterion for row in rows if row.side == side} for side in RaterSide}
    theirs, ours = rules.rung_reached(sides[RaterSide.THEIRS]), rules.rung_reached(sides[RaterSide.OURS])
    order = list(Rung)
    rungs = tuple(
        RungView(
            rung,
            tuple(_step(one, rows) for one in CRITERIA if one.rung == rung),
            theirs is not None and order.index(rung) <= order.index(theirs),
            ours is not None and order.index(rung) <= order.index(ours),
        )
        for rung in reversed(order)
    )
    return Ladder(rungs, theirs, ours, rules.next_criteria(sides[RaterSide.THEIRS]))


def structure_of(account: Account, today: date) -> Found:
    """What the conversations of the last year say of how people of both sides work together."""
    held = conversations.of_account(account).filter(held_on__gt=today - YEAR, held_on__lte=today)
    talks = [
        ([person.pk for person in one.people.all()], [contact.pk for contact in one.contacts.all()])
        for one in held.prefetch_related("people", "contacts")
    ]
    functions = dict(accounts.contacts_of(account).values_list("pk", "department"))
    return rules.structure_of(talks, functions)


def _step(criterion: Criterion, rows: list[RungEvidence]) -> Step:
    own = [row for row in rows if row.criterion == criterion.key]
    return Step(
        criterion,
        tuple(row for row in own if row.side == RaterSide.THEIRS),
        tuple(row for row in own if row.side == RaterSide.OURS),
    )
