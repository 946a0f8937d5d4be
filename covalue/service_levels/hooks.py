"""What service levels and incidents add to the shared parts."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from covalue.accounts import contact_home as contact_pages
from covalue.accounts import forgetting, home, leaving, shareables
from covalue.accounts.home import AccountTab, AccountView, Button
from covalue.accounts.shareables import Answering, Shareable
from covalue.masterdata import importers
from covalue.service_levels import contact_home, hits, my_day, queries, sharing
from covalue.service_levels import leaving as left
from covalue.service_levels.forgetting import forget
from covalue.service_levels.importing import IncidentImporter, ServiceLevelImporter, ServiceResultImporter
from covalue.service_levels.inputs import IncidentRatedInput
from covalue.service_levels.queries import ServicePage
from covalue.web import my_day as days
from covalue.web import palette
from covalue.web.palette import AccountCommand, AccountPage, HitKind


def _service(view: AccountView) -> ServicePage | None:
    return view.once(queries.glance_of, view.account, view.today)


importers.add(ServiceLevelImporter)
importers.add(ServiceResultImporter)
importers.add(IncidentImporter)
home.add_tab(
    AccountTab(_("Service"), "service_levels:home", order=101, words=_("service level sla incidents quality rating"))
)
home.add_button(Button(_("Service"), "service_levels:home", order=30, step="execute"))
home.add_button(Button(_("Status as PDF"), "service_levels:status", order=40, step="execute"))
home.add_panel("execute", 40, "service_levels/_home.html", _service)
home.add_panel(home.HALVES, 66, "service_levels/_home.html", _service)
palette.add_kind(HitKind(_("Service levels"), order=83, find=hits.levels))
palette.add_kind(HitKind(_("Incidents"), order=84, find=hits.incidents))
palette.add_account_command(AccountCommand(_("Open service"), "service_levels:home", order=56))
palette.add_account_pages(
    lambda: (
        AccountPage(_("Service levels"), lambda account: reverse("service_levels:levels:list", args=[account])),
        AccountPage(
            _("Results of service levels"), lambda account: reverse("service_levels:results:list", args=[account])
        ),
        AccountPage(_("Incidents"), lambda account: reverse("service_levels:incidents:list", args=[account])),
    )
)
days.add_items(65, my_day.levels)
days.add_items(66, my_day.incidents)
contact_pages.add_section(43, contact_home.affected)
leaving.ask(46, _("Incidents"), left.incidents)
forgetting.when_erased(forget)
shareables.add(Shareable(sharing.LEVEL, _("Service levels"), 62, sharing.levels))
shareables.add(
    Shareable(
        sharing.INCIDENT,
        _("Incidents"),
        63,
        sharing.incidents,
        answering=Answering(IncidentRatedInput, sharing.standing, sharing.rate, sharing.QUESTION),
    )
)
