"""The installed base of an account, its rows, and those of all accounts one may open."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from covalue.accounts import queries as accounts
from covalue.accounts.row_pages import RowPages
from covalue.installed_base import api, queries, rules
from covalue.installed_base.models import InstalledItem
from covalue.installed_base.rules import BASIS_NAMES
from covalue.search import folding
from covalue.web import lists, requests, tables
from covalue.web.lists import Search
from covalue.web.tables import Column, Kind, Label, Table, ordered

PAGE: Final = 100  # rows of the list of all accounts


def _due(row: InstalledItem) -> object:
    due = row.due
    return due and due.day


def _due_note(row: InstalledItem) -> Label:
    due = row.due
    return BASIS_NAMES[due.basis] if due else ""


def _tone(row: InstalledItem) -> str | None:
    due = row.due
    return "bad" if due and due.day < row.account.today() else None


def _age(row: InstalledItem) -> int | None:
    return rules.age(row.since, row.account.today()) if row.since else None


COLUMNS: Final[tuple[Column[InstalledItem], ...]] = (
    ordered("product", lambda row: row.name, _("Product")),
    Column("maker", lambda row: row.maker, _("Maker"), unknown=_("ours")),
    ordered("site", lambda row: row.site, _("Site")),
    ordered("unit", lambda row: row.unit, _("Their unit")),
    Column("quantity", lambda row: row.quantity, _("Quantity"), Kind.NUMBER, places=-3),
    ordered("since", lambda row: row.since, _("Since"), Kind.DAY),
    Column("age", _age, _("Years"), Kind.COUNT),
    ordered("supported until", lambda row: row.supported_until, _("Supported until"), Kind.DAY, by="supported_until"),
    Column("written off until", lambda row: row.written_off_until, kind=Kind.DAY),
    Column("due", _due, _("Falls due"), Kind.DAY, note=_due_note, tone=_tone),
    Column("replaced by", lambda row: row.replacement, _("Replaced by")),
    Column("replaced on", lambda row: row.gone_on, kind=Kind.DAY),
    Column("serial", lambda row: row.serial),
    Column("note", lambda row: row.note),
    Column("source", lambda row: row.source),
    Column("ID", lambda row: row.external_id),
)
TABLE: Final = Table[InstalledItem]("installed base", COLUMNS)
ALL: Final = Table[InstalledItem](
    "installed base of all accounts",
    (
        ordered(
            "account",
            lambda row: row.account,
            _("Account"),
            by="account__name",
            href=lambda row: reverse("installed_base:base", args=[row.account_id]),
        ),
        *COLUMNS,
    ),
    stream="installed base",
)
PAGES = RowPages(
    "installed_base", api.OPERATIONS, TABLE, title=_("Installed base"), empty=_("Nothing is known to stand here yet.")
)


@require_GET
def base(request: HttpRequest, account_id: int) -> HttpResponse:
    """What stands where, what falls due by quarter, and how much of what was obsolete has been upgraded."""
    user = requests.user_of(request)
    account = accounts.get(user, account_id)
    today = account.today()
    context = {"account": account, "page": queries.page_of(user, account, today), "today": today}
    return render(request, "installed_base/base.html", context)


@require_GET
def everywhere(request: HttpRequest) -> HttpResponse:
    """Everything that stands at accounts one may open."""
    asked = lists.asked(Search, request.GET)
    rows, sort = _sorted(request, asked.q)
    shown, pages = rows[(asked.page - 1) * PAGE : asked.page * PAGE], max(1, -(-len(rows) // PAGE))
    context = {"rows": shown, "sort": sort, "table": ALL, "asked": asked, "pages": pages, "all": len(rows)}
    return render(request, "installed_base/everywhere.html", context)


@require_GET
def export(request: HttpRequest) -> HttpResponseBase:
    """The same as a file."""
    rows, _sort = _sorted(request, lists.asked(Search, request.GET).q)
    return tables.download(request, ALL, rows, file_name="installed-base")


def _sorted(request: HttpRequest, words: str) -> tuple[list[InstalledItem], str]:
    rows = queries.everywhere(requests.user_of(request))
    if words:
        rows = folding.with_words(rows, words, "product", "offering__name", "site", "unit", "maker", "account__name")
    asked = request.GET.get("sort", "")
    sort = asked if asked in ALL.sorts else "account__name"
    return list(rows.order_by(sort, "account__name", "site", "id")), sort
