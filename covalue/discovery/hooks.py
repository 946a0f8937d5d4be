"""What discovery adds to the shared parts."""

from django.utils.translation import gettext_lazy as _

from covalue.web import palette
from covalue.web.palette import AccountCommand

palette.add_account_command(AccountCommand(_("Open the board"), "discovery:board", order=20))
