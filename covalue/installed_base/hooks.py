"""What the installed base adds to the shared parts."""

from django.utils.translation import gettext_lazy as _

from covalue.accounts import home
from covalue.accounts.home import AccountTab, AccountView, Button
from covalue.accounts.queries import has_accounts
from covalue.installed_base import hits, my_day, queries
from covalue.installed_base.importing import InstalledItemImporter
from covalue.installed_base.queries import Glance
from covalue.masterdata import importers
from covalue.web import my_day as days
from covalue.web import navigation, palette
from covalue.web.navigation import Tab
from covalue.web.palette import AccountCommand, HitKind


def _base(view: AccountView) -> Glance | None:
    return view.once(queries.glance_of, view.account, view.today)


importers.add(InstalledItemImporter)
navigation.add_tab(
    Tab("customers", "installed", _("Installed base"), "installed_base:everywhere", order=60, visible=has_accounts)
)
home.add_tab(
    AccountTab(_("Installed base"), "installed_base:base", order=70, words=_("assets equipment sites refresh systems"))
)
home.add_button(Button(_("Installed base"), "installed_base:base", order=40, step="discover"))
home.add_panel(home.HALVES, 60, "installed_base/_home.html", _base)
home.add_panel("discover", 40, "installed_base/_home.html", _base)
palette.add_kind(HitKind(_("Installed base"), order=78, find=hits.items))
palette.add_account_command(AccountCommand(_("Open the installed base"), "installed_base:base", order=50))
days.add_items(65, my_day.support_ends)
