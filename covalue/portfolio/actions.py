"""Making accounts of the customers of the ledger that have none."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.accounts import actions as accounts
from covalue.accounts import likely
from covalue.accounts import queries as owners
from covalue.accounts.actions import NewAccount
from covalue.accounts.models import Account
from covalue.analytics.engine import Key
from covalue.core import errors
from covalue.core.events import Actor
from covalue.ledger import queries as ledger
from covalue.people.rules import Right
from covalue.portfolio import queries


def guard(actor: Actor) -> None:
    """Refuse whoever may not create accounts of customers they see."""
    user = actor.user
    if user is not None and not (user.may(Right.CREATE_ACCOUNTS) and user.may(Right.SEE_PORTFOLIO)):
        raise errors.NotAllowed(_("Only program directors and analysts can create accounts."))


@transaction.atomic
def create_accounts(actor: Actor, *, customers: Collection[Key] | None, now: datetime) -> int:
    """An account for each of these customers, all without one if None; returns how many. One that has one is refused.

    Of all, those that look like an account are left for somebody to decide on.
    """
    guard(actor)
    without = queries.without_account()
    wanted = without if customers is None else [key for key in without if key in customers]
    if customers is not None and len(wanted) < len(set(customers)):
        raise errors.WrongState(_("This customer has an account already, or is not in the ledger."))
    if not wanted:
        raise errors.WrongState(_("Every customer of the ledger has an account."))
    if customers is None:
        like = likely.accounts_like(ledger.called(wanted))
        wanted = [key for key in wanted if key not in like]
        if not wanted:
            raise errors.WrongState(
                _("All customers without an account look like accounts you have: decide one by one.")
            )
    used, names = queries.currencies_of_lines(), ledger.called(wanted)
    new = [NewAccount(source=key[0], key=key[1], name=names[key], values=_pays_in(used, key)) for key in wanted]
    made = accounts.create_many(actor, new, now=now, stream="portfolio")
    accounts.propose_matches(made, now=now)
    if customers is not None:
        accounts.keep_apart(actor, keys=wanted, now=now)
    return len(made)


@transaction.atomic
def identify(actor: Actor, *, source: str, key: str, account_id: int, now: datetime) -> Account:
    """Say that a customer without an account is an active account there is: it gets the customer's ID."""
    guard(actor)
    account = owners.unscoped().filter(pk=account_id, archived_at=None).first()
    if account is None:
        raise errors.NotFound()
    if (source, key) not in queries.without_account():
        raise errors.WrongState(_("This customer has an account already, or is not in the ledger."))
    accounts.identify(actor, account=account, source=source, key=key, now=now)
    return account


def _pays_in(used: Mapping[Key, str], key: Key) -> dict[str, str]:
    """The currency of a customer's lines; ours, by itself, where they are in several or name none."""
    return {"currency": used[key]} if key in used else {}
