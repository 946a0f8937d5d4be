"""What profitability adds to the shared parts."""

from django.utils.translation import gettext_lazy as _

from covalue.web import navigation
from covalue.web.navigation import Tab

navigation.add_tab(Tab("profitability", _("Profitability"), "profitability:home", order=30))
