"""What contributions add to the shared parts."""

from django.utils.translation import gettext_lazy as _

from covalue.accounts import home
from covalue.accounts.home import AccountTab, AccountView, Button
from covalue.contributions import hits, my_day, queries
from covalue.contributions.models import Contribution
from covalue.people.models import User
from covalue.people.rules import Role
from covalue.web import my_day as days
from covalue.web import navigation, palette
from covalue.web.navigation import MenuEntry
from covalue.web.palette import AccountCommand, HitKind

READERS = frozenset({Role.UNIT_LEAD, Role.PROGRAM_DIRECTOR, Role.SAM, Role.EXECUTIVE_SPONSOR})


def _open(view: AccountView) -> tuple[Contribution, ...] | None:
    return view.once(queries.open_on, view.account) or None


def _reads(user: User) -> bool:
    return bool(user.roles & READERS)


home.add_tab(
    AccountTab(_("Contributions"), "contributions:account", order=95, words=_("asks units promises internal selling"))
)
home.add_button(Button(_("Contributions"), "contributions:account", order=20, step="mobilise"))
home.add_panel(home.HALVES, 60, "contributions/_home.html", _open)
home.add_panel("mobilise", 10, "contributions/_home.html", _open)
navigation.add_entry(MenuEntry("accounts", _("Contributions"), "contributions:home", order=25, visible=_reads))
palette.add_kind(HitKind(_("Contributions"), order=66, find=hits.contributions))
palette.add_account_command(AccountCommand(_("Ask a unit"), "contributions:add", order=44))
days.add_items(19, my_day.everything)
