"""What profiles add to the shared parts."""

from collections.abc import Iterable, Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from covalue.accounts import contact_home as contact_pages
from covalue.accounts import forgetting, home
from covalue.accounts.home import AccountTab, AccountView, Button
from covalue.accounts.models import Account
from covalue.action_items import origins
from covalue.action_items.models import Origin
from covalue.objectives import queries as objectives
from covalue.profiles import concerns, contact_home, hits, my_day, queries
from covalue.profiles.concerns import Concern, ConcernKind
from covalue.profiles.forgetting import forget
from covalue.profiles.models import Signal
from covalue.profiles.queries import SignalView
from covalue.web import my_day as days
from covalue.web import palette
from covalue.web.palette import AccountCommand, AccountPage, HitKind


def _objectives(account: Account) -> Iterator[Concern]:
    for goal in objectives.of_account(account):
        yield Concern(f"objective:{goal.pk}", goal.statement, reverse("objectives:edit", args=[goal.pk]))


def _origins(ids: Iterable[int]) -> dict[int, Origin]:
    rows = Signal.objects.filter(pk__in=ids, removed_at=None).only("words")
    return {row.pk: Origin(row.words, reverse("profiles:signal", args=[row.pk])) for row in rows}


def _standing(view: AccountView) -> queries.Standing | None:
    return queries.standing_of(view.account, view.today)


def _changing(view: AccountView) -> tuple[SignalView, ...] | None:
    return queries.changing(view.account) or None


concerns.add("objective", ConcernKind(_("Objectives"), _objectives))
origins.add("signal", _origins)
home.add_tab(AccountTab(_("Profile"), "profiles:profile", order=55, words=_("business model competitors trends")))
home.add_button(Button(_("Profile"), "profiles:profile", order=15, step="discover"))
home.add_panel(home.BUSINESS, 30, "profiles/_home.html", _standing)
home.add_panel("discover", 20, "profiles/_home.html", _standing)
home.add_panel(home.PLAN_ASIDE, 20, "profiles/_plan.html", _changing)
palette.add_kind(HitKind(_("What we know of a customer"), order=72, find=hits.findings))
palette.add_kind(HitKind(_("Signals"), order=74, find=hits.signals))
palette.add_account_command(AccountCommand(_("Log a signal"), "profiles:signals", order=25))
palette.add_account_pages(
    lambda: (
        AccountPage(_("Signals"), lambda account: reverse("profiles:signals", args=[account]), _("merger news leader")),
        AccountPage(_("Value chain"), lambda account: reverse("profiles:chain:list", args=[account])),
    )
)
contact_pages.add_section(25, contact_home.told)
forgetting.when_erased(forget)
days.add_items(25, my_day.unanswered)
days.add_items(70, my_day.stale)
