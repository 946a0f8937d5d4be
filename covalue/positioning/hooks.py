"""What positioning adds to the shared parts."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from covalue.accounts import asked, forgetting, home, rivals
from covalue.accounts import contact_home as contact_pages
from covalue.accounts import leaving as contact_leaving
from covalue.accounts.home import AccountTab, AccountView, Button
from covalue.accounts.models import Account
from covalue.accounts.rivals import Rival
from covalue.contact_requests import kinds
from covalue.handovers import reading
from covalue.handovers.reading import Chapter
from covalue.positioning import contact_home, hits, leaving, my_day, queries
from covalue.positioning.asked import to_say
from covalue.positioning.forgetting import forget
from covalue.positioning.kind import POSITIONS
from covalue.positioning.queries import Check
from covalue.value.queries import ClaimView
from covalue.value.records import records_of
from covalue.web import my_day as days
from covalue.web import palette
from covalue.web.palette import AccountCommand, AccountPage, HitKind


def _rivals(account: Account) -> Iterator[Rival]:
    page = reverse("positioning:position", args=[account.pk])
    return (Rival(competitor.name, page) for competitor in queries.competitors_of(account))


rivals.add(_rivals)


@dataclass(frozen=True)
class Checks:
    """The three checks of an account, as its home, its plan and the step show them."""

    account: Account
    checks: tuple[Check, ...]


def _checks(view: AccountView) -> Checks | None:
    checks = queries.checks_of(view.account, view.today)
    return Checks(view.account, checks) if checks else None


def _home_checks(view: AccountView) -> Checks | None:
    """The same on a page that has fetched what is kept of the account's value."""
    checks = queries.checks_of(view.account, view.today, lambda account: _claims(view))
    return Checks(view.account, checks) if checks else None


def _claims(view: AccountView) -> tuple[ClaimView, ...]:
    """The claims of the account itself, of all that its home shows."""
    claims = view.once(records_of, view.account).claims
    return tuple(claim for claim in claims if claim.claim.account_id == view.account.pk)


home.add_tab(
    AccountTab(_("Position"), "positioning:position", order=45, words=_("competitors message differentiation"))
)
home.add_button(Button(_("Where we stand"), "positioning:position", order=30, step="plan"))
home.add_panel(home.BUSINESS, 40, "positioning/_home.html", _home_checks)
home.add_panel("plan", 30, "positioning/_home.html", _checks)
home.add_panel(home.PLAN_ASIDE, 10, "positioning/_home.html", _checks)
palette.add_kind(HitKind(_("Competitors"), order=76, find=hits.competitors))
palette.add_account_command(AccountCommand(_("Open the position"), "positioning:position", order=45))
palette.add_account_pages(
    lambda: (
        AccountPage(_("Competitors"), lambda account: reverse("positioning:competitors:list", args=[account])),
        AccountPage(_("Ratings by dimension"), lambda account: reverse("positioning:ratings:list", args=[account])),
        AccountPage(
            _("Mindshare and preference"), lambda account: reverse("positioning:preferences:list", args=[account])
        ),
        AccountPage(_("Why we are needed"), lambda account: reverse("positioning:reasons:list", args=[account])),
    )
)
contact_pages.add_section(45, contact_home.said)
forgetting.when_erased(forget)
days.add_items(75, my_day.to_say)
days.add_items(72, my_day.to_ask)
days.add_items(7, my_day.requests)
asked.add(to_say)
kinds.follow(POSITIONS)
contact_leaving.ask(33, _("Questions where we stand"), leaving.requests)
reading.add(Chapter("position", _("Where we stand"), "positioning:position", 54))
