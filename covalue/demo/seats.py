"""As whom one can look around in the demo: first whoever leads the account with the best story, then every role."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from covalue.accounts import queries as accounts
from covalue.people import queries as people
from covalue.people.demo_seats import Seat
from covalue.people.models import User
from covalue.people.rules import Role
from covalue.value.demo import furthest_account

SHOWS: Final[dict[Role, Promise]] = {
    Role.PROGRAM_DIRECTOR: _("the whole portfolio, selection rounds, coverage and the watchlist"),
    Role.SAM: _("an account from first conversations to a claim that awaits its answer, shared with a guest"),
    Role.TEAM_MEMBER: _("the accounts they contribute to, and the actions they owe"),
    Role.EXECUTIVE_SPONSOR: _("the accounts they sponsor, and plans to approve"),
    Role.UNIT_LEAD: _("the organisation, and what is asked of their unit"),
    Role.COACH: _("the accounts of the managers they coach, and the question guide"),
    Role.VOICE_ANALYST: _("ratings they are asked for"),
    Role.ANALYST: _("ledger and imports, segments, needs, retention; no conversations"),
    Role.ADMINISTRATOR: _("users, roles, sign-on and the audit log; no accounts"),
    Role.CUSTOMER_GUEST: _("the shared workspace as the customer sees it"),
}


def seats() -> tuple[Seat, ...]:
    """Everybody one can sign in as, the best story first."""
    account = furthest_account()
    teller = accounts.lead_of(account) if account else None
    first = [Seat(teller, _story(account.name))] if account and teller else []
    others = [Seat(user, SHOWS[_role(user)]) for user in people.one_of_each_role() if user != teller]
    return (*first, *others)


def _story(account: str) -> str:
    return _("the best story: value agreed, claimed, disputed and settled with {account}").format(account=account)


def _role(user: User) -> Role:
    return user.ordered_roles[0]
