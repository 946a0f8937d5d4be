"""What imports of master data add to the shared parts."""

from django.utils.translation import gettext_lazy as _

from covalue.web import navigation
from covalue.web.navigation import MenuEntry

navigation.add_entry(MenuEntry("accounts", _("Imports"), "masterdata:imports", order=40))
