"""What the selection of accounts adds to the shared parts."""

from django.utils.translation import gettext_lazy as _

from covalue.accounts import forgetting, home
from covalue.accounts.queries import has_accounts
from covalue.selection.forgetting import forget
from covalue.selection.queries.history import class_history
from covalue.selection.queries.rating import waiting_for
from covalue.web import my_day, navigation
from covalue.web.navigation import Tab

navigation.add_tab(Tab("decisions", "choosing", _("Selection"), "selection:rounds", order=80, visible=has_accounts))
navigation.add_tab(
    Tab("decisions", "watchlist", _("Watchlist"), "selection:watchlist", order=100, visible=has_accounts)
)
my_day.add_section(my_day.MAIN, 10, "selection/_day.html", lambda day: waiting_for(day.user) or None)
forgetting.when_erased(forget)
home.add_panel(home.HISTORY, 10, "selection/_history.html", lambda view: class_history(view.user, view.account) or None)
