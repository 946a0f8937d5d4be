"""What the selection of accounts adds to the shared parts."""

from django.utils.translation import gettext_lazy as _

from covalue.web import navigation
from covalue.web.navigation import Tab

navigation.add_tab(Tab("choosing", _("Choosing accounts"), "selection:rounds", order=80))
navigation.add_tab(Tab("watchlist", _("Watchlist"), "selection:watchlist", order=100))
