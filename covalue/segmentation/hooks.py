"""What segments add to the shared parts."""

from django.utils.translation import gettext_lazy as _

from covalue.accounts.queries import has_accounts
from covalue.web import navigation
from covalue.web.navigation import Tab

navigation.add_tab(Tab("customers", "segments", _("Segments"), "segmentation:home", order=40, visible=has_accounts))
