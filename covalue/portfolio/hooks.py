"""What the revenue of the portfolio adds to the shared parts."""

from django.utils.translation import gettext_lazy as _

from covalue.web import navigation
from covalue.web.navigation import Tab

navigation.add_tab(Tab("revenue", _("Revenue"), "portfolio:home", order=20))
