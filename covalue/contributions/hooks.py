"""What contributions add to the shared parts."""

from django.utils.translation import gettext_lazy as _

from covalue.accounts import home
from covalue.accounts.home import AccountTab

home.add_tab(
    AccountTab(_("Contributions"), "contributions:account", order=95, words=_("asks units promises internal selling"))
)
