"""What standing adds to the shared parts."""

from django.utils.translation import gettext_lazy as _

from covalue.accounts import addresses, home, leaving
from covalue.accounts.home import AccountTab
from covalue.standing.actions.asking import address_changed, address_confirmed, contact_renamed, contacts_merged

home.add_tab(
    AccountTab(_("Standing"), "standing:account", order=65, words=_("relationship ladder assessment scorecard"))
)
addresses.when_changed(address_changed)
addresses.when_confirmed(address_confirmed)
addresses.when_renamed(contact_renamed)
leaving.when_merged(contacts_merged)
