"""What segments add to the shared parts."""

from django.utils.translation import gettext_lazy as _

from covalue.accounts.queries import has_accounts
from covalue.lifetime import panels
from covalue.segmentation import queries
from covalue.web import navigation
from covalue.web.navigation import Tab

navigation.add_tab(Tab("customers", "segments", _("Segments"), "segmentation:home", order=40, visible=has_accounts))
panels.add_panel(panels.LEAVING, 10, "segmentation/_quiet.html", lambda looking: queries.quiet_of(looking.user))
