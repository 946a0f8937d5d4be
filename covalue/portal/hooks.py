"""What the portal adds to the shared parts."""

from django.utils.translation import gettext_lazy as _

from covalue.accounts import forgetting, home
from covalue.accounts.home import AccountTab
from covalue.portal.forgetting import forget

home.add_tab(AccountTab(_("Shared"), "portal:together", order=130))
forgetting.when_erased(forget)
