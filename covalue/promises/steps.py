"""What of promises an account's home shows."""

from dataclasses import dataclass

from covalue.accounts import queries as accounts
from covalue.accounts.home import AccountView
from covalue.promises import queries
from covalue.promises.queries import Kept


@dataclass(frozen=True)
class Figure:
    """The shares kept on time, where there is any promise."""

    kept: Kept


def figure(view: AccountView) -> Figure | None:
    """None on an account without promises."""
    kept = view.once(queries.kept_on, view.account, view.today)
    counted = sum(side.fell_due + side.open for side in (kept.ours, kept.theirs))
    return Figure(kept) if counted else None


def quick_line(view: AccountView) -> bool | None:
    """Room for a quick line, for whoever may edit the account."""
    return True if accounts.may_edit(view.user, view.account) else None
