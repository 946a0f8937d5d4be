"""Making accounts of the customers of the ledger that have none."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.accounts import actions as accounts
from covalue.accounts.actions import NewAccount
from covalue.analytics.engine import Key
from covalue.core import errors
from covalue.core.events import Actor
from covalue.people.rules import Right
from covalue.portfolio import queries


def guard(actor: Actor) -> None:
    """Refuse whoever may not create accounts of customers they see."""
    user = actor.user
    if user is not None and not (user.may(Right.CREATE_ACCOUNTS) and user.may(Right.SEE_PORTFOLIO)):
        raise errors.NotAllowed(_("Only program directors and analysts can create accounts."))


@transaction.atomic
def create_accounts(actor: Actor, *, customers: Collection[Key] | None, now: datetime) -> int:
    """An account for each of these customers, all without one if None; returns how many. One that has one is refused."""
    guard(actor)
    without = queries.without_account()
    wanted = without if customers is None else [key for key in without if key in customers]
    if customers is not None and len(wanted) < len(set(customers)):
        raise errors.WrongState(_("This customer has an account already, or is not in the ledger."))
    if not wanted:
        raise errors.WrongState(_("Every customer of the ledger has an account."))
    used = queries.currencies_of_lines()
    new = [NewAccount(source=source, key=key, name=key, values=_pays_in(used, (source, key))) for source, key in wanted]
    return len(accounts.create_many(actor, new, now=now, stream="portfolio"))


def _pays_in(used: Mapping[Key, str], key: Key) -> dict[str, str]:
    """The currency of a customer's lines; ours, by itself, where they are in several or name none."""
    return {"currency": used[key]} if key in used else {}
