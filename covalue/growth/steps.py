"""What growth strategies tell on the pages of an account: whether there is one, and what its moves lack."""

from covalue.accounts.home import AccountView
from covalue.growth import queries
from covalue.growth.queries import GrowthPage


def on_page(view: AccountView) -> GrowthPage | None:
    """The strategy where anything of one was written."""
    if not view.once(queries.is_there, view.account):
        return None
    return view.once(queries.growth_page, view.user, view.account, view.today)
