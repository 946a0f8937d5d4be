"""What value cases add to the shared parts."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from covalue.accounts import contact_home as contact_pages
from covalue.accounts import forgetting, home, leaving, shareables, working
from covalue.accounts.home import AccountTab, Button
from covalue.accounts.models import Account
from covalue.accounts.shareables import Shareable
from covalue.action_items import origins
from covalue.contact_requests import kinds
from covalue.handovers import reading
from covalue.handovers.reading import Chapter
from covalue.profiles import concerns
from covalue.profiles.concerns import Concern, ConcernKind
from covalue.value import contact_home, hits, my_day, sharing, steps
from covalue.value.account import panels
from covalue.value.cases import planning
from covalue.value.cases.queries import initiatives_of
from covalue.value.forgetting import SEALED, forget
from covalue.value.leaving import requests as requests_of_who_left
from covalue.value.models import Signature
from covalue.value.signing.actions.ours import contact_left
from covalue.value.signing.kind import SIGNATURES
from covalue.value.working import VALUE
from covalue.web import my_day as days
from covalue.web import palette
from covalue.web.palette import AccountCommand, HitKind


def _cases(account: Account) -> Iterator[Concern]:
    for case in initiatives_of(account):
        yield Concern(f"initiative:{case.pk}", case.title, reverse("value:case", args=[case.pk]))


concerns.add("initiative", ConcernKind(_("Value cases"), _cases))
home.add_tab(AccountTab(_("Value"), "value:account", order=10, words=_("cases targets agreements")))
home.add_tab(AccountTab(_("Statement"), "value:statement", order=20, words=_("value statement")))
palette.add_kind(HitKind(_("Value cases"), order=40, find=hits.cases))
palette.add_kind(HitKind(_("Signed documents"), order=45, find=hits.signed))
palette.add_kind(HitKind(_("Value targets"), order=50, find=hits.targets))
palette.add_account_command(AccountCommand(_("Open the value cases"), "value:account", order=30))
home.add_evidence("discover", steps.discover)
home.add_evidence("co-create", steps.co_create)
home.add_evidence("realise", steps.realise)
home.add_button(Button(_("What they value"), "value:account", order=50, step="discover"))
home.add_button(Button(_("Value targets and cases"), "value:account", order=10, primary=True, step="co-create"))
home.add_button(Button(_("What they agreed to"), "value:account", order=20, step="capture"))
home.add_button(Button(_("Value statement"), "value:statement", order=10, primary=True, step="realise"))
home.add_panel(home.FIGURES, 10, "value/_home_figure.html", panels.statement)
home.add_panel(home.FIRST, 10, "value/_home_value.html", panels.over_time)
home.add_panel(home.FIRST, 20, "value/_home_initiatives.html", panels.initiatives)
working.add(VALUE)
reading.add(Chapter("value", _("Value targets and cases"), "value:account", 50))
origins.add("initiative", planning.origins)
days.add_items(10, my_day.answers)
days.add_items(5, my_day.to_confirm)
days.add_items(15, my_day.other_numbers)
days.add_items(20, my_day.requests)
days.add_items(40, my_day.to_claim)
days.add_items(42, my_day.to_plan)
contact_pages.add_section(30, contact_home.signed)
contact_pages.add_section(35, contact_home.confirmed)
forgetting.when_erased(forget)
forgetting.leave(Signature, *SEALED)
kinds.follow(SIGNATURES)
leaving.when_left(contact_left)
leaving.ask(30, _("Requests for a signature"), requests_of_who_left)
shareables.add(Shareable(sharing.TARGET, _("Value targets"), 20, sharing.targets, sharing.take_up_target))
shareables.add(Shareable(sharing.CASE, _("Value cases"), 30, sharing.cases))
shareables.add(Shareable(sharing.STATEMENT, _("Value statement"), 50, sharing.statements))
