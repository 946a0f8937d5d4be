"""What the portfolio at a glance adds to the shared parts."""

from django.utils.translation import gettext_lazy as _

from covalue.accounts.queries import has_accounts
from covalue.web import navigation
from covalue.web.navigation import MenuEntry, Tab

navigation.add_entry(MenuEntry("accounts", _("Portfolio"), "overview:home", order=10, visible=has_accounts))
navigation.add_tab(Tab("customers", "glance", _("Overview"), "overview:home", order=10, visible=has_accounts))
