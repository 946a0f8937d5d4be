"""What discovery adds to the shared parts."""

from django.utils.translation import gettext_lazy as _

from covalue.accounts import forgetting, home
from covalue.accounts.home import AccountTab, Button
from covalue.discovery.forgetting import forget
from covalue.web import palette
from covalue.web.palette import AccountCommand

palette.add_account_command(AccountCommand(_("Open the board"), "discovery:board", order=20))
home.add_tab(AccountTab(_("Board"), "discovery:board", order=70, words=_("map themes")))
home.add_button(Button(_("Board"), "discovery:board", order=30, step="discover"))
home.add_button(Button(_("Question guide"), "discovery:guide", order=40, step="discover"))
forgetting.when_erased(forget)
