"""What contributions add to the shared parts."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from covalue.accounts import home
from covalue.accounts.home import AccountTab, AccountView, Button
from covalue.contributions import hits, my_day, queries, steps
from covalue.contributions.calls import CallsOfWeek
from covalue.contributions.models import Contribution
from covalue.people.models import User
from covalue.people.rules import Role
from covalue.web import my_day as days
from covalue.web import navigation, palette
from covalue.web.navigation import MenuEntry
from covalue.web.palette import AccountCommand, AccountPage, HitKind

READERS = frozenset({Role.UNIT_LEAD, Role.PROGRAM_DIRECTOR, Role.SAM, Role.EXECUTIVE_SPONSOR})


def _open(view: AccountView) -> tuple[Contribution, ...] | None:
    return tuple(row for row in view.once(queries.asked_by, view.account) if row.is_open) or None


def _calls(view: AccountView) -> tuple[CallsOfWeek, ...] | None:
    return view.once(queries.calls_on, view.account, view.today) or None


def _reads(user: User) -> bool:
    return bool(user.roles & READERS)


home.add_tab(
    AccountTab(_("Contributions"), "contributions:account", order=95, words=_("asks units promises internal selling"))
)
home.add_tab(AccountTab(_("Responsibilities"), "contributions:chart", order=97, words=_("RACI who does what")))
home.add_button(Button(_("Responsibilities"), "contributions:chart", order=30, step="mobilise"))
home.add_button(Button(_("Contributions"), "contributions:account", order=20, step="mobilise"))
home.add_panel(home.FIRST, 5, "contributions/_calls.html", _calls)
home.add_panel(home.HALVES, 60, "contributions/_home.html", _open)
home.add_panel(home.PLAN_ASIDE, 35, "contributions/_home.html", _open)
home.add_evidence("mobilise", steps.mobilise)
home.add_panel("mobilise", 10, "contributions/_home.html", _open)
navigation.add_entry(MenuEntry("accounts", _("Contributions"), "contributions:home", order=25, visible=_reads))
palette.add_kind(HitKind(_("Contributions"), order=66, find=hits.contributions))
palette.add_account_command(AccountCommand(_("Ask a unit"), "contributions:add", order=44))
palette.add_account_pages(
    lambda: (
        AccountPage(
            _("Onboarding brief"),
            lambda account: reverse("contributions:onboarding", args=[account]),
            _("new member of the team"),
        ),
    )
)
days.add_items(19, my_day.everything)
days.add_items(57, my_day.calls)
