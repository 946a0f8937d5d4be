"""The menu: what stands at the left of every page, for the person looking."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account, AccountClass
from covalue.action_items import queries as action_items
from covalue.people.models import User
from covalue.people.rules import Right

SHOWN_ACCOUNTS = 8


@dataclass(frozen=True)
class Item:
    """One line of the menu."""

    title: str
    href: str
    count: int | None = None
    current: bool = False


@dataclass(frozen=True)
class Group:
    """Lines under one heading."""

    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Navigation:
    """The whole menu."""

    groups: tuple[Group, ...]
    directs: bool = False
    whole_base: bool = False


def for_request(request: HttpRequest) -> dict[str, Navigation | None]:
    """Template context: the menu of whoever is signed in. Fragments do without."""
    user = getattr(request, "user", None)
    if not isinstance(user, User) or getattr(request, "htmx", False):
        return {"navigation": None}
    return {"navigation": menu(user, request.path)}


def menu(user: User, path: str) -> Navigation:
    """Groups without lines are left out."""
    if user.is_guest:
        return Navigation(groups=())
    groups = (
        Group("", (_item(_("My day"), "process:my-day", path, action_items.open_for(user).count() or None),)),
        Group(_("Accounts"), tuple(_account_items(user, path))),
        Group(_("My accounts"), tuple(_my_accounts(user, path))),
        Group(_("Company"), tuple(_company_items(user, path))),
    )
    shown = tuple(group for group in groups if group.items)
    return Navigation(groups=shown, directs=user.may(Right.CLASSIFY_ACCOUNTS), whole_base=user.may(Right.SEE_PORTFOLIO))


def _account_items(user: User, path: str) -> list[Item]:
    strategic = accounts.visible_to(user).filter(account_class=AccountClass.STRATEGIC, archived_at=None).count()
    listed = f"{reverse('accounts:list')}?class=strategic"
    items = [
        _item(_("Portfolio"), "overview:home", path),
        Item(_("Strategic accounts"), listed, strategic or None, False),
        _item(_("All accounts"), "accounts:list", path),
    ]
    if not user.is_guest:
        items.append(_item(_("Imports"), "masterdata:imports", path))
    return items


def _my_accounts(user: User, path: str) -> list[Item]:
    mine = Account.objects.filter(memberships__user=user, archived_at=None).distinct().order_by("name")
    items = (Item(a.name, reverse("process:account", args=[a.pk])) for a in mine[:SHOWN_ACCOUNTS])
    return [Item(i.title, i.href, current=path.startswith(i.href)) for i in items]


def _company_items(user: User, path: str) -> list[Item]:
    items = [_item(_("Organisation"), "organisation:home", path)]
    if user.may(Right.MANAGE_USERS):
        items.append(_item(_("People"), "people:users", path))
    if user.may(Right.SEE_TRAIL):
        items.append(_item(_("Trail"), "process:trail", path))
    return items


def _item(title: str, address: str, path: str, count: int | None = None) -> Item:
    href = reverse(address)
    return Item(title, href, count, current=path == href or (href != "/" and path.startswith(href)))
