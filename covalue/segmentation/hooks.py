"""What segments add to the shared parts."""

from django.utils.translation import gettext_lazy as _

from covalue.web import navigation
from covalue.web.navigation import Tab

navigation.add_tab(Tab("segments", _("Segments"), "segmentation:home", order=40))
