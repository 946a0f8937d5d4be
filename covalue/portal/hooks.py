"""What the portal adds to the shared parts."""

from django.utils.translation import gettext_lazy as _

from covalue.accounts import forgetting, home
from covalue.accounts.home import Button
from covalue.portal.forgetting import forget

home.add_button(Button(_("Shared workspace"), "portal:together", order=40))
forgetting.when_erased(forget)
