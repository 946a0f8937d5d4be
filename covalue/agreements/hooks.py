"""What agreements add to the shared parts."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from covalue.accounts import forgetting, home, shareables
from covalue.accounts import leaving as contact_leaving
from covalue.accounts.home import AccountTab, Button
from covalue.accounts.queries import has_accounts
from covalue.accounts.shareables import Shareable
from covalue.action_items import origins
from covalue.action_items.models import Origin
from covalue.agreements import hits, leaving, my_day, sharing, steps
from covalue.agreements.importing import AgreementImporter
from covalue.agreements.models import Agreement, Receipt
from covalue.masterdata import importers
from covalue.web import my_day as days
from covalue.web import navigation, palette
from covalue.web.navigation import Tab
from covalue.web.palette import AccountCommand, AccountPage, HitKind


def _origins(ids: Iterable[int]) -> dict[int, Origin]:
    rows = Agreement.objects.filter(pk__in=ids, removed_at=None).only("title")
    return {row.pk: Origin(row.title, reverse("agreements:terms", args=[row.pk])) for row in rows}


origins.add("agreement", _origins)
importers.add(AgreementImporter)
forgetting.leave(Receipt, "content", "previous", "digest", "mark")  # sealed: another word would break it
navigation.add_tab(
    Tab(
        "customers",
        "agreements",
        _("Renewals"),
        "agreements:calendar",
        order=65,
        visible=has_accounts,
        words=_("agreements contracts notice"),
    )
)
home.add_tab(
    AccountTab(_("Agreements"), "agreements:list", order=100, words=_("contract notice renewal terms service level"))
)
home.add_button(Button(_("Agreements"), "agreements:list", order=20, primary=True, step="capture"))
home.add_evidence("capture", steps.capture)
palette.add_kind(HitKind(_("Agreements"), order=72, find=hits.agreements))
palette.add_account_pages(
    lambda: (AccountPage(_("Obligations"), lambda account: reverse("agreements:obligations:list", args=[account])),)
)
contact_leaving.ask(45, _("Obligations"), leaving.obligations)
shareables.add(Shareable(sharing.RECEIPT, _("Term receipts"), 61, sharing.receipts))
palette.add_account_command(AccountCommand(_("Open the agreements"), "agreements:list", order=55))
days.add_items(58, my_day.everything)
days.add_items(59, my_day.obligations)
shareables.add(Shareable(sharing.KIND, _("Agreements"), 60, sharing.items))
