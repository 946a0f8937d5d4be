"""The tour of the demo: five stops through its best story, on My day until somebody is done with it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account
from covalue.people.models import User
from covalue.value import queries as value
from covalue.value.demo import furthest_account
from covalue.value.models import Initiative

ALL_YEARS: Final = "?year=all"


@dataclass(frozen=True)
class Stop:
    """A page of the tour, and what to look at there."""

    title: str | Promise
    look: str | Promise
    href: str


@dataclass(frozen=True)
class Tour:
    """The stops; without any, whose seat the tour is told from."""

    account: Account
    stops: tuple[Stop, ...]
    teller: User | None


def tour_for(user: User) -> Tour | None:
    """The tour as this user can take it, None once they are done with it or where there is nothing to show."""
    if not is_offered(user):
        return None
    account = furthest_account()
    if account is None:
        return None
    if accounts.may_edit(user, account):
        return Tour(account, _stops(account), None)
    teller = accounts.lead_of(account)
    return Tour(account, (), teller) if teller else None


def is_offered(user: User) -> bool:
    """Whether this user has still to take the tour of a demo; no audit log says so."""
    return settings.DEMO and not user.is_guest and not _done(user).exists()


def dismiss(user: User) -> None:
    """This user is done with the tour."""
    _done(user).parent.mkdir(parents=True, exist_ok=True)
    _done(user).touch()


def bring_back(user: User) -> None:
    """This user wants to take it again."""
    _done(user).unlink(missing_ok=True)


def _stops(account: Account) -> tuple[Stop, ...]:
    case, open_case = value.initiatives_of(account).first(), _not_agreed(account)
    home = reverse("process:account", args=[account.pk])
    return (
        Stop(
            _("Portfolio"),
            _("Your accounts: what needs you, what was promised and what the customer has validated."),
            reverse("overview:home"),
        ),
        Stop(account.name, _("The account's home: seven steps across the top, each with what proves it."), home),
        Stop(
            _("Value case"),
            _("What both sides gain, how sure that is, and which assumptions the customer confirmed."),
            reverse("value:case", args=[case.pk]) if case else home,
        ),
        Stop(
            _("Ask, and sign as the customer"),
            _("Ask a contact to agree; their email is in the outbox. Follow its link and sign as they would."),
            reverse("value:ask-case", args=[open_case.pk]) if open_case else home,
        ),
        Stop(
            _("Value statement"),
            _("Promised, delivered and validated; what was disputed, and how it was settled."),
            reverse("value:statement", args=[account.pk]) + ALL_YEARS,
        ),
    )


def _not_agreed(account: Account) -> Initiative | None:
    """The first case of the account that can be asked about and to which nobody has agreed yet."""
    views = (value.case(row) for row in value.initiatives_of(account))
    return next((view.initiative for view in views if view.agreed_once is None and view.result is not None), None)


def _done(user: User) -> Path:
    return Path(settings.DATA_DIR) / "demo" / f"tour-{user.pk}"
