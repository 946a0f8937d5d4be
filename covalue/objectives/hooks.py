"""What objectives add to the shared parts."""

from django.utils.translation import gettext_lazy as _

from covalue.accounts import contact_home as contact_pages
from covalue.accounts import home, shareables
from covalue.accounts.home import AccountTab, Button
from covalue.accounts.shareables import Shareable
from covalue.objectives import contact_home, hits, sharing
from covalue.web import palette
from covalue.web.palette import HitKind

palette.add_kind(HitKind(_("Objectives"), order=60, find=hits.objectives))
home.add_tab(AccountTab(_("Objectives"), "objectives:list", order=40))
home.add_button(Button(_("Objectives"), "objectives:list", order=20, step="plan"))
contact_pages.add_section(40, contact_home.owned)
shareables.add(Shareable(sharing.KIND, _("Objectives"), 10, sharing.items, sharing.take_up))
