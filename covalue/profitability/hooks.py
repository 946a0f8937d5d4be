"""What profitability adds to the shared parts."""

from django.utils.translation import gettext_lazy as _

from covalue.accounts import home
from covalue.accounts.home import AccountTab, AccountView
from covalue.accounts.queries import has_accounts
from covalue.portfolio import panels
from covalue.profitability import queries
from covalue.profitability.queries import AccountLine
from covalue.web import navigation
from covalue.web.navigation import Tab


def _contribution(view: AccountView) -> AccountLine | None:
    revenue = panels.revenue_of(view)
    if revenue.period is None or revenue.net is None:
        return None
    return queries.line_of(panels.keys_of(view), revenue.period)


home.add_tab(
    AccountTab(_("Profitability"), "profitability:account", order=120, words=_("contribution margin cost to serve"))
)
navigation.add_tab(
    Tab("economics", "profitability", _("Profitability"), "profitability:home", order=30, visible=has_accounts)
)
home.add_panel(panels.LINES, 10, "profitability/_home_line.html", _contribution)
