"""What plans add to the shared parts."""

from django.utils.translation import gettext_lazy as _

from covalue.web import navigation, palette
from covalue.web.navigation import AccountButton
from covalue.web.palette import AccountCommand

navigation.add_account_button(AccountButton(_("Plan"), "plans:plan", order=10))
palette.add_account_command(AccountCommand(_("Open the plan"), "plans:plan", order=40))
