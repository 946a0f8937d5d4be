"""Columns that tables of customers share: rows have `account_id`, `name`, and `account_class` where it is shown."""

from collections.abc import Callable, Collection
from typing import Any, Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from covalue.accounts.models import AccountClass
from covalue.web.tables import Column

CHIPS: Final[dict[str, str]] = {AccountClass.STRATEGIC: "brand", AccountClass.WATCH: "warn"}


def customer_column(
    openable: Collection[int],
    *,
    label: str | Promise = _("Account"),
    sort: str | None = None,
    noted: bool = False,
    query: str = "",
    address: str = "process:account",
) -> Column[Any]:
    """The customer's name; it leads to `address` where it is an account in `openable`, and is `noted` where it is none."""
    return Column(
        "name",
        lambda row: row.name,
        label,
        sort=sort,
        descending=False,
        strong=True,
        href=to_account(openable, address, query),
        note=(lambda row: "" if row.account_id else _("no account")) if noted else None,
        in_files=False,
    )


def class_column() -> Column[Any]:
    """The account's class as a chip; nothing for a standard one."""
    return Column(
        "class",
        lambda row: "" if row.account_class == AccountClass.STANDARD else row.class_label or _("no account"),
        _("Class"),
        chip=lambda row: CHIPS.get(row.account_class, "") if row.account_class else None,
        tone=lambda row: None if row.account_class else "quiet",
        unknown="",
        in_files=False,
    )


def to_account(openable: Collection[int], address: str, query: str = "") -> Callable[[Any], str | None]:
    """For `href`: the page `address` of the row's account, where that may be opened."""

    def href(row: Any) -> str | None:
        return reverse(address, args=[row.account_id]) + query if row.account_id in openable else None

    return href
