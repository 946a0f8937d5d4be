"""What the portal adds to the shared parts."""

from django.utils.translation import gettext_lazy as _

from covalue.accounts import addresses, forgetting, home, leaving, shown
from covalue.accounts import contact_home as contact_pages
from covalue.accounts.home import AccountTab
from covalue.accounts.shown import Shown
from covalue.portal import contact_home, merging, my_day, queries
from covalue.portal.actions import address_changed, address_confirmed, contact_renamed, contacts_merged
from covalue.portal.forgetting import forget
from covalue.portal.leaving import seats
from covalue.web import languages
from covalue.web import my_day as days

home.add_tab(AccountTab(_("Shared"), "portal:together", order=130, words=_("shared workspace guests")))
contact_pages.add_section(60, contact_home.guest)
forgetting.when_erased(forget)
addresses.when_changed(address_changed)
addresses.when_confirmed(address_confirmed)
addresses.when_renamed(contact_renamed)
leaving.ask(40, _("Shared workspace"), seats)
leaving.when_merged(contacts_merged)
shown.add(Shown(merging.question, merging.STAYING, merging.merged, merging.parted))
languages.tell_by(queries.language_of_address)
days.add_items(30, my_day.proposals)
days.add_items(31, my_day.comments)
days.add_items(85, my_day.guests)
