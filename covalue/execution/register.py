"""The one register of an account: actions, promises, work and go-live milestones, owned by either side, wherever they arose."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from ninja import Schema

from covalue.accounts.models import Account
from covalue.action_items import queries as action_items
from covalue.adoption.queries import GO_LIVES
from covalue.execution.queries import WORK
from covalue.promises import queries as promises
from covalue.promises.rules import PromiseSide

SOON: Final = timedelta(days=7)


class RegisterKind(StrEnum):
    """What a line of the register is."""

    ACTION = "action"
    PROMISE = "promise"
    WORK = "work"
    GO_LIVE = "go_live"


class RegisterState(StrEnum):
    """Where a line stands: the columns of its board."""

    OVERDUE = "overdue"
    SOON = "soon"
    LATER = "later"
    UNDATED = "undated"
    DONE = "done"


class RegisterSide(StrEnum):
    """Whose it is."""

    OURS = "ours"
    THEIRS = "theirs"
    NOBODY = "nobody"


KIND_NAMES: Final = {
    RegisterKind.ACTION: _("Action"),
    RegisterKind.PROMISE: _("Promise"),
    RegisterKind.WORK: _("Work package"),
    RegisterKind.GO_LIVE: _("Go-live milestone"),
}
STATE_NAMES: Final = {
    RegisterState.OVERDUE: _("Overdue"),
    RegisterState.SOON: _("Within a week"),
    RegisterState.LATER: _("Later"),
    RegisterState.UNDATED: _("Without a day"),
    RegisterState.DONE: _("Done"),
}
STATE_TONES: Final = {RegisterState.OVERDUE: "bad", RegisterState.SOON: "warn", RegisterState.DONE: "good"}
SIDE_NAMES: Final = {
    RegisterSide.OURS: _("Ours"),
    RegisterSide.THEIRS: _("Theirs"),
    RegisterSide.NOBODY: _("Nobody’s yet"),
}


class RegisterAsked(Schema):
    """What the address narrows the register by."""

    kind: RegisterKind | None = None
    side: RegisterSide | None = None
    state: RegisterState | None = None


@dataclass(frozen=True)
class Line:
    """One thing somebody has to do: `customer` owns it, or `owner` of ours, or nobody yet."""

    kind: RegisterKind
    title: str
    owner: Any
    customer: Any
    due_on: date | None
    done_on: date | None
    state: RegisterState
    href: str

    @property
    def side(self) -> RegisterSide:
        if self.customer is not None:
            return RegisterSide.THEIRS
        return RegisterSide.OURS if self.owner is not None else RegisterSide.NOBODY

    @property
    def kind_name(self) -> str:
        return str(KIND_NAMES[self.kind])

    @property
    def state_name(self) -> str:
        return str(STATE_NAMES[self.state])

    @property
    def tone(self) -> str:
        return STATE_TONES.get(self.state, "")


def state_of(due_on: date | None, done_on: date | None, today: date) -> RegisterState:
    """Where a line stands on a day."""
    if done_on is not None:
        return RegisterState.DONE
    if due_on is None:
        return RegisterState.UNDATED
    if due_on < today:
        return RegisterState.OVERDUE
    return RegisterState.SOON if due_on <= today + SOON else RegisterState.LATER


def lines_of(account: Account, today: date, asked: RegisterAsked | None = None) -> tuple[Line, ...]:
    """The register, what is open first by its day, then what is done; a query for each kind."""
    wanted = asked or RegisterAsked()
    rows = [
        row
        for row in (
            *_actions(account, today),
            *_promises(account, today),
            *_work(account, today),
            *_go_lives(account, today),
        )
        if wanted.kind in (None, row.kind) and wanted.side in (None, row.side) and wanted.state in (None, row.state)
    ]
    return tuple(sorted(rows, key=_order))


def columns(lines: tuple[Line, ...]) -> tuple[tuple[RegisterState, tuple[Line, ...]], ...]:
    """The lines by their state, as a board."""
    return tuple((state, tuple(line for line in lines if line.state is state)) for state in RegisterState)


def _order(line: Line) -> tuple[bool, date, str]:
    last = date.max
    return line.done_on is not None, line.due_on or last, line.title.casefold()


def _actions(account: Account, today: date) -> Iterator[Line]:
    for row in action_items.of_account(account):
        done = account.day_of(row.done_at) if row.done_at else None
        address = reverse("action_items:edit", args=[row.pk])
        yield _line(RegisterKind.ACTION, row.title, row.owner, row.customer_owner, row.due_on, done, today, address)


def _promises(account: Account, today: date) -> Iterator[Line]:
    """A promise that already is an action stands there once, as the action."""
    for row in promises.of_account(account):
        if row.action is not None and row.action.removed_at is None:
            continue
        ours = row.side == PromiseSide.OURS
        owner, customer = (row.by_user, None) if ours else (None, row.by_contact)
        address = reverse("promises:edit", args=[row.pk])
        yield _line(RegisterKind.PROMISE, row.what, owner, customer, row.due_on, row.ended_on, today, address)


def _work(account: Account, today: date) -> Iterator[Line]:
    for row in WORK.of(account):
        address = reverse("execution:edit", args=[row.pk])
        yield _line(
            RegisterKind.WORK, row.title, row.owner, row.customer_owner, row.ends_on, row.done_on, today, address
        )


def _go_lives(account: Account, today: date) -> Iterator[Line]:
    for row in GO_LIVES.of(account):
        address = reverse("adoption:go-lives:edit", args=[row.pk])
        yield _line(
            RegisterKind.GO_LIVE, row.title, row.owner, row.customer_owner, row.due_on, row.reached_on, today, address
        )


def _line(
    kind: RegisterKind,
    title: str,
    owner: Any,
    customer: Any,
    due_on: date | None,
    done_on: date | None,
    today: date,
    href: str,
) -> Line:
    return Line(kind, title, owner, customer, due_on, done_on, state_of(due_on, done_on, today), href)
