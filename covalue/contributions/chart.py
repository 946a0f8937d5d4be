"""The responsibility chart of an account: who is responsible, accountable, consulted or informed, by value initiative."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from covalue.accounts import queries as accounts
from covalue.accounts.actions import guard_edits
from covalue.accounts.models import Account
from covalue.contributions.models import Responsibility
from covalue.contributions.rules import ResponsibilityPart
from covalue.core import errors, events
from covalue.core.events import Actor
from covalue.people import queries as people
from covalue.people.models import User
from covalue.value import queries as value
from covalue.value.models import Initiative
from covalue.web.answered import AsRef, PageOnly


@dataclass(frozen=True)
class ChartCell:
    """Somebody's part in a line; empty where they have none."""

    person: AsRef[User]
    part: str


@dataclass(frozen=True)
class ChartLine:
    """The account itself, or one of its value initiatives, with everybody's part and what is wrong with it."""

    initiative: AsRef[Initiative] | None
    cells: tuple[ChartCell, ...]
    faults: tuple[str, ...]


@dataclass(frozen=True)
class Chart:
    """The chart of an account; `gone` are those who have a part and can open the account no longer."""

    account: AsRef[Account]
    people: tuple[AsRef[User], ...]
    gone: tuple[AsRef[User], ...]
    lines: tuple[ChartLine, ...]
    may_edit: PageOnly[bool] = False


def faults(parts: Iterable[str]) -> Iterator[str]:
    """Exactly one is accountable and at least one responsible, of those who can still open the account."""
    known = list(parts)
    accountable = sum(part in (ResponsibilityPart.ACCOUNTABLE, ResponsibilityPart.BOTH) for part in known)
    if not accountable:
        yield _("nobody is accountable")
    elif accountable > 1:
        yield ngettext("%(n)s is accountable", "%(n)s are accountable: name one", accountable) % {"n": accountable}
    if not any(part in (ResponsibilityPart.RESPONSIBLE, ResponsibilityPart.BOTH) for part in known):
        yield _("nobody is responsible")


def chart_of(account: Account, user: User | None = None) -> Chart:
    """The whole chart: the account, then its initiatives, by everybody on the team or with a part."""
    rows = list(Responsibility.objects.filter(account=account).select_related("user").order_by("id"))
    parts = {(row.initiative_id, row.user_id): row.part for row in rows}
    team = {member.user_id: member.user for member in accounts.team_of(account)}
    reached = {person.pk for person in accounts.who_may_open(account)}
    named = team | {row.user_id: row.user for row in rows}
    shown = sorted(named.values(), key=lambda person: (person.pk not in reached, person.name, person.pk))
    lines: list[Initiative | None] = [None, *value.initiatives_of(account)]
    return Chart(
        account=account,
        people=tuple(shown),
        gone=tuple(person for person in shown if person.pk not in reached),
        lines=tuple(_line(line, shown, parts, reached) for line in lines),
        may_edit=user is not None and accounts.may_edit(user, account),
    )


def _line(
    initiative: Initiative | None, shown: list[User], parts: dict[tuple[int | None, int], str], reached: set[int]
) -> ChartLine:
    key = initiative.pk if initiative else None
    cells = tuple(ChartCell(person, parts.get((key, person.pk), "")) for person in shown)
    counted = [cell.part for cell in cells if cell.part and cell.person.pk in reached]
    return ChartLine(initiative, cells, tuple(faults(counted)))


def chart_choices(account: Account) -> dict[str, Any]:
    """The rows a part can name: the account's initiatives and whoever can open it, or has a part already."""
    parts = Responsibility.objects.filter(account=account).values("user")
    return {
        "initiative": value.initiatives_of(account),
        "person": people.either(accounts.who_may_open(account), people.among(parts)),
    }


@transaction.atomic
def set_part(
    actor: Actor,
    *,
    account: Account,
    person: User,
    part: ResponsibilityPart | None = None,
    initiative: Initiative | None = None,
    now: datetime,
) -> None:
    """Give somebody a part, another one, or none. Who can no longer open the account is given none."""
    guard_edits(actor, account)
    accounts.unscoped().select_for_update(of=("self",)).filter(pk=account.pk).first()
    if part is not None and not accounts.who_may_open(account).filter(pk=person.pk).exists():
        raise errors.BadInput(
            _("{name} cannot open this account. Add them to the team first.").format(name=person.name), field="person"
        )
    rows = Responsibility.objects.filter(account=account, initiative=initiative, user=person)
    row = rows.first()
    before = row.part if row else ""
    if before == (part or ""):
        return
    rows.delete()
    if part is not None:
        Responsibility.objects.create(
            account=account, initiative=initiative, user=person, part=part.value, set_by=actor.user, set_at=now
        )
    changes = {"part": (before, part or ""), "person": ("", person.name), "initiative": ("", initiative or "")}
    events.write(actor, "set responsibility", subject=account, stream=account, changes=changes, now=now)
