"""What of promises an account's home shows."""

from dataclasses import dataclass

from covalue.accounts.home import AccountView
from covalue.promises import queries
from covalue.promises.models import Promise
from covalue.promises.queries import Kept


@dataclass(frozen=True)
class OnHome:
    """Room for a quick line for whoever may edit the account, and the shares kept on time where there is any promise."""

    may_edit: bool
    kept: Kept | None


def on_home(view: AccountView) -> OnHome | None:
    """None where neither is."""
    kept = view.once(queries.kept_on, view.account, view.today)
    counted = sum(side.fell_due for side in (kept.ours, kept.theirs))
    return OnHome(view.may_edit, kept if counted else None) if view.may_edit or counted else None


def open_promises(view: AccountView) -> tuple[Promise, ...] | None:
    """What either side still owes, by its day; None where nothing is open."""
    return tuple(queries.open_on(view.account)) or None
