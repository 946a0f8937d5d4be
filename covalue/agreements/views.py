"""Agreements of an account, one of them, and the renewal calendar of all accounts one may open."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from covalue.accounts.row_pages import RowPages
from covalue.agreements import api, charts, listing, notice, queries
from covalue.agreements.listing import CalendarFilter
from covalue.agreements.models import Agreement
from covalue.agreements.notice import NoticeState
from covalue.agreements.queries import AGREEMENTS
from covalue.web import lists, requests, tables
from covalue.web.tables import Column, Kind, Label, Table, ordered

PAGE: Final = 100  # rows of the renewal calendar
STATE_NAMES: Final = {
    NoticeState.OPEN: _("open"),
    NoticeState.DUE: _("due"),
    NoticeState.PASSED: _("passed"),
    NoticeState.NONE: _("no notice"),
}
TONES: Final = {NoticeState.DUE: "warn", NoticeState.PASSED: "bad"}


def _state(row: Agreement) -> NoticeState:
    return notice.state_of(row.notice_by, row.account.today())


def _note(row: Agreement) -> Label:
    return _("not confirmed") if row.notice_by and not row.is_confirmed else ""


def _quarter(row: Agreement) -> str | None:
    return f"{row.ends_on.year}-Q{(row.ends_on.month + 2) // 3}" if row.ends_on else None


COLUMNS: Final[tuple[Column[Agreement], ...]] = (
    ordered("title", lambda row: row.title, _("Agreement")),
    ordered("start", lambda row: row.starts_on, _("Start"), Kind.DAY, by="starts_on"),
    ordered("end", lambda row: row.ends_on, _("End"), Kind.DAY, by="ends_on", unknown=_("runs on")),
    Column("quarter", _quarter),
    Column("renewal", lambda row: row.get_renewal_display(), _("At the end")),
    ordered(
        "notice by",
        lambda row: row.notice_by,
        _("Notice by"),
        Kind.DAY,
        by="notice_by",
        note=_note,
        tone=lambda row: TONES.get(_state(row)),
    ),
    Column("state", lambda row: STATE_NAMES[_state(row)], _("Notice")),
    Column("value", lambda row: row.value, _("Value"), Kind.MONEY, currency=lambda row: row.currency),
    Column("currency", lambda row: row.currency),
    Column("owner", lambda row: row.owner, _("Our owner")),
    Column("contact", lambda row: row.contact),
    Column("unit", lambda row: row.unit),
    Column("offering", lambda row: row.offering),
    Column("signed on", lambda row: row.signed_on, kind=Kind.DAY),
    Column("clause", lambda row: row.notice_clause),
    Column("country", lambda row: row.country),
    Column("price rules", lambda row: row.price_rules),
    Column("service levels", lambda row: row.service_levels),
    Column("what we owe", lambda row: row.our_obligations),
    Column("what they owe", lambda row: row.their_obligations),
    Column("source", lambda row: row.source),
    Column("ID", lambda row: row.external_id),
)
TABLE: Final = Table[Agreement](
    "agreements",
    (*COLUMNS, Column("terms", lambda row: _("read"), _("Terms"), in_files=False,
                      href=lambda row: reverse("agreements:terms", args=[row.pk]))),
)  # fmt: skip
ALL: Final = Table[Agreement](
    "agreements of all accounts",
    (
        ordered(
            "account",
            lambda row: row.account,
            _("Account"),
            by="account__name",
            href=lambda row: reverse("agreements:list", args=[row.account_id]),
        ),
        *COLUMNS,
    ),
    stream="agreements",
)
PAGES = RowPages("agreements", api.OPERATIONS, TABLE, title=_("Agreements"), empty=_("No agreement is known yet."))


@require_GET
def terms(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """One agreement: its terms, how the notice clause was read, and the attention over the term."""
    user = requests.user_of(request)
    row = AGREEMENTS.get(user, agreement_id)
    page = queries.page_of(user, row, row.account.today())
    context = {
        "page": page,
        "row": row,
        "state_name": STATE_NAMES[page.state],
        "chart": charts.attention(page.attention),
    }
    return render(request, "agreements/terms.html", context)


@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """What ends when, of all accounts one may open or those asked for: the soonest first."""
    user, wanted, today = requests.user_of(request), lists.asked(CalendarFilter, request.GET), timezone.localdate()
    rows, sort = _sorted(request, wanted)
    filters = listing.filters(user, wanted)
    context = {
        "rows": rows[(wanted.page - 1) * PAGE : wanted.page * PAGE],
        "sort": sort,
        "table": ALL,
        "asked": wanted,
        "pages": max(1, -(-len(rows) // PAGE)),
        "due": sum(notice.state_of(row.notice_by, today) is NoticeState.DUE for row in rows),
        "filters": filters,
        "narrowed": any(by.active for by in filters),
    }
    return render(request, "agreements/calendar.html", context)


@require_GET
def export(request: HttpRequest) -> HttpResponseBase:
    """The same as a file, narrowed as the page is."""
    rows, _sort = _sorted(request, lists.asked(CalendarFilter, request.GET))
    return tables.download(request, ALL, rows, file_name="agreements")


def _sorted(request: HttpRequest, wanted: CalendarFilter) -> tuple[list[Agreement], str]:
    asked = request.GET.get("sort", "")
    sort = asked if asked in ALL.sorts else "ends_on"
    rows = listing.chosen(requests.user_of(request), wanted, timezone.localdate())
    return list(rows.order_by(sort, "id")), sort
