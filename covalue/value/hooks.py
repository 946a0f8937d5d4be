"""What value cases add to the shared parts."""

from django.utils.translation import gettext_lazy as _

from covalue.web import navigation, palette
from covalue.web.navigation import AccountButton
from covalue.web.palette import AccountCommand

navigation.add_account_button(AccountButton(_("Value"), "value:account", order=20))
palette.add_account_command(AccountCommand(_("Open the value cases"), "value:account", order=30))
