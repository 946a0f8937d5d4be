"""What lifetime values add to the shared parts."""

from django.utils.translation import gettext_lazy as _

from covalue.accounts import home
from covalue.accounts.queries import has_accounts
from covalue.lifetime import queries
from covalue.portfolio import panels
from covalue.web import my_day, navigation
from covalue.web.navigation import Tab

navigation.add_tab(Tab("economics", "lifetime", _("Lifetime value"), "lifetime:home", order=60, visible=has_accounts))
my_day.add_section(my_day.ASIDE, 30, "lifetime/_day.html", lambda day: queries.asked_by(day.user) or None)
home.add_panel(panels.LINES, 20, "lifetime/_home_line.html", lambda view: queries.of_account(view.account))
