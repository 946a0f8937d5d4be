"""What conversations add to the shared parts."""

from django.utils.translation import gettext_lazy as _

from covalue.web import navigation, palette
from covalue.web.navigation import AccountButton
from covalue.web.palette import AccountCommand

navigation.add_account_button(AccountButton(_("Log conversation"), "conversations:log", order=50, primary=True))
palette.add_account_command(AccountCommand(_("Log a conversation"), "conversations:log", order=10))
