"""What the portal adds to the shared parts."""

from django.utils.translation import gettext_lazy as _

from covalue.web import navigation
from covalue.web.navigation import AccountButton

navigation.add_account_button(AccountButton(_("With the customer"), "portal:together", order=40))
