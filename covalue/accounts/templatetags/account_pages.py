"""Template words of the pages of an account."""

from dataclasses import dataclass
from typing import Any, Final

from django import template
from django.urls import reverse
from django.utils.functional import Promise

from covalue.accounts import home
from covalue.accounts.home import AccountTab, TabGroup
from covalue.accounts.models import Account, AccountClass

register = template.Library()

HOME: Final = "process:account"
TONES: Final = {AccountClass.STRATEGIC: "brand", AccountClass.WATCH: "warn"}


def opened(request: Any) -> dict[int, bool]:
    """Accounts, by id, of which this request knows already whether its user may open them."""
    known: dict[int, bool] = request.__dict__.setdefault("_accounts_opened", {})
    return known


@dataclass(frozen=True)
class PageLink:
    """A page of the account and its address."""

    title: str | Promise
    href: str


@dataclass(frozen=True)
class PageGroup:
    """A menu of pages of the account; `at` is the one that is shown."""

    title: str | Promise
    tabs: tuple[PageLink, ...]
    at: PageLink | None


@register.filter
def class_tone(account: Account) -> str:
    """How the chip of the account's class looks; most have no colour."""
    return TONES.get(AccountClass(account.account_class), "")


@register.inclusion_tag("accounts/_tabs.html", takes_context=True)
def account_tabs(context: template.Context, account: Account) -> dict[str, Any]:
    """All pages of the account, the first line of each of them, below its name where that is not the heading."""
    opened(context["request"])[account.pk] = True
    at = context["request"].resolver_match
    current = home.tab_of(at.view_name) if at else None
    groups = [_group(group, tabs, current, account) for group, tabs in home.grouped_tabs()]
    return {"account": account, "groups": groups, "at_home": at is not None and at.view_name == HOME}


def _group(group: TabGroup, tabs: tuple[AccountTab, ...], current: AccountTab | None, account: Account) -> PageGroup:
    links = {tab: PageLink(tab.title, reverse(tab.url_name, args=[account.pk])) for tab in tabs}
    return PageGroup(group.title, tuple(links.values()), links.get(current) if current else None)
