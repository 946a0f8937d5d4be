"""What the selection of accounts adds to the shared parts."""

from django.utils.translation import gettext_lazy as _

from covalue.accounts import home
from covalue.accounts.queries import has_accounts
from covalue.selection import my_day
from covalue.selection.queries.history import class_history
from covalue.web import my_day as days
from covalue.web import navigation
from covalue.web.navigation import Tab

navigation.add_tab(Tab("decisions", "choosing", _("Selection"), "selection:rounds", order=80, visible=has_accounts))
navigation.add_tab(
    Tab("decisions", "watchlist", _("Watchlist"), "selection:watchlist", order=100, visible=has_accounts)
)
days.add_items(50, my_day.ratings, of_accounts=False)
days.add_items(65, my_day.watched)
home.add_panel(home.HISTORY, 10, "selection/_history.html", lambda view: class_history(view.user, view.account) or None)
