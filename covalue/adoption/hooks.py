"""What adoption adds to the shared parts."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from covalue.accounts import contact_home as contact_pages
from covalue.accounts import home, shareables
from covalue.accounts.home import AccountTab, AccountView, Button
from covalue.accounts.shareables import Shareable
from covalue.adoption import contact_home, hits, my_day, queries, sharing
from covalue.adoption.importing import TicketImporter, UsageImporter
from covalue.adoption.queries import Glance
from covalue.masterdata import importers
from covalue.web import my_day as days
from covalue.web import palette
from covalue.web.palette import AccountCommand, AccountPage, HitKind


def _adoption(view: AccountView) -> Glance | None:
    return view.once(queries.glance_of, view.account, view.today)


importers.add(UsageImporter)
importers.add(TicketImporter)
home.add_tab(
    AccountTab(_("Adoption"), "adoption:home", order=100, words=_("use usage support tickets go-live success"))
)
home.add_button(Button(_("Adoption"), "adoption:home", order=20, step="execute"))
home.add_panel(home.HALVES, 65, "adoption/_home.html", _adoption)
home.add_panel("execute", 30, "adoption/_home.html", _adoption)
palette.add_kind(HitKind(_("Success criteria"), order=80, find=hits.criteria))
palette.add_kind(HitKind(_("Tickets"), order=82, find=hits.tickets))
palette.add_account_command(AccountCommand(_("Open adoption"), "adoption:home", order=55))
palette.add_account_pages(
    lambda: (
        AccountPage(_("Use"), lambda account: reverse("adoption:usage:list", args=[account])),
        AccountPage(_("Go-live milestones"), lambda account: reverse("adoption:go-lives:list", args=[account])),
        AccountPage(_("Success criteria"), lambda account: reverse("adoption:criteria:list", args=[account])),
        AccountPage(_("Tickets"), lambda account: reverse("adoption:tickets:list", args=[account])),
    )
)
contact_pages.add_section(42, contact_home.said)
shareables.add(Shareable(sharing.KIND, _("Success criteria"), 15, sharing.items))
days.add_items(62, my_day.falling_use)
days.add_items(63, my_day.waiting_tickets)
days.add_items(64, my_day.late_go_lives)
