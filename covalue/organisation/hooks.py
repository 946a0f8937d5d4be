"""What the organisation adds to the shared parts."""

from django.utils.translation import gettext_lazy as _

from covalue.web import navigation
from covalue.web.navigation import MenuEntry

navigation.add_entry(MenuEntry("company", _("Organisation"), "organisation:home", order=10))
