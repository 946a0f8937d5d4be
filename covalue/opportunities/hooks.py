"""What opportunities add to the shared parts."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from covalue.accounts import home
from covalue.accounts.home import AccountTab, AccountView, Button
from covalue.accounts.queries import has_accounts
from covalue.opportunities import hits, my_day, queries
from covalue.opportunities.queries import AccountPage
from covalue.web import my_day as days
from covalue.web import navigation, palette
from covalue.web.navigation import MenuEntry
from covalue.web.palette import AccountCommand, HitKind
from covalue.web.palette import AccountPage as FoundPage


def _page(view: AccountView) -> AccountPage | None:
    return view.once(queries.home_page, view.user, view.account, view.today)


navigation.add_entry(MenuEntry("accounts", _("Opportunities"), "opportunities:board", order=20, visible=has_accounts))
palette.add_kind(HitKind(_("Opportunities"), order=62, find=hits.opportunities))
palette.add_account_command(AccountCommand(_("Add an opportunity"), "opportunities:add", order=42))
palette.add_account_pages(
    lambda: (
        FoundPage(
            _("Buying journeys"), lambda account: reverse("opportunities:journeys:list", args=[account]), _("units")
        ),
    )
)
home.add_tab(
    AccountTab(_("Opportunities"), "opportunities:account", order=44, words=_("pipeline deals sales forecast"))
)
home.add_button(Button(_("Opportunities"), "opportunities:account", order=40, step="plan"))
home.add_button(Button(_("Opportunities"), "opportunities:account", order=30, step="capture"))
home.add_panel(home.HALVES, 50, "opportunities/_home.html", _page)
home.add_panel("capture", 10, "opportunities/_home.html", _page)
home.add_panel(home.PLAN_ASIDE, 20, "opportunities/_home.html", _page)
days.add_items(18, my_day.next_steps)
days.add_items(33, my_day.past_date)
days.add_items(73, my_day.standing_still)
days.add_items(74, my_day.without_reason)
days.add_items(76, my_day.crowded)
