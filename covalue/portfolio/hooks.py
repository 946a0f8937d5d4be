"""What the revenue of the portfolio adds to the shared parts."""

from django.utils.translation import gettext_lazy as _

from covalue.accounts import home
from covalue.accounts.home import AccountTab, Button
from covalue.accounts.queries import has_accounts
from covalue.portfolio import panels
from covalue.web import navigation
from covalue.web.navigation import Tab

home.add_tab(AccountTab(_("Revenue"), "portfolio:account-offerings", order=110, words=_("sales invoices offerings")))
home.add_tab(AccountTab(_("Deliveries"), "portfolio:account-deliveries", order=100))
navigation.add_tab(Tab("economics", "revenue", _("Revenue"), "portfolio:home", order=20, visible=has_accounts))
home.add_button(Button(_("Revenue so far"), "portfolio:account-offerings", order=20, step="realise"))
home.add_panel(home.FIGURES, 20, "portfolio/_home_figures.html", panels.account_figures)
home.add_panel(home.LAST, 5, "portfolio/_home_revenue.html", panels.revenue_card)
