"""Adoption of an account, and the four lists its figures open to."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from covalue.accounts import queries as accounts
from covalue.accounts.row_pages import RowPages
from covalue.adoption import api, queries
from covalue.adoption.models import GoLive, SuccessCriterion, Ticket, UsageLine
from covalue.adoption.rules import SEVERITY_TONES, Severity
from covalue.web import requests
from covalue.web.tables import Column, Kind, Table, ordered

CALLED: Final[Column[Any]] = Column("product", lambda row: row.called, _("Product"))
SITE: Final[Column[Any]] = ordered("site", lambda row: row.site, _("Site"))

USAGE: Table[UsageLine] = Table(
    "use",
    (
        CALLED,
        SITE,
        ordered("month", lambda row: row.month, _("Month"), Kind.DAY),
        ordered("used", lambda row: row.used, _("Used"), Kind.NUMBER, places=-3),
        ordered("agreed", lambda row: row.agreed, _("Agreed"), Kind.NUMBER, places=-3),
        Column("share", lambda row: row.share, _("Share of agreed"), Kind.SHARE),
        Column("measure", lambda row: row.measure, _("Measured in")),
        Column("source", lambda row: row.source),
    ),
)
GO_LIVES: Table[GoLive] = Table(
    "go-live milestones",
    (
        ordered("title", lambda row: row.title, _("Milestone")),
        ordered("due on", lambda row: row.due_on, _("Due"), Kind.DAY, by="due_on"),
        ordered("reached on", lambda row: row.reached_on, _("Reached on"), Kind.DAY, by="reached_on"),
        Column("owner", lambda row: row.customer_owner or row.owner, _("Owner"), unknown=_("nobody yet")),
        CALLED,
        SITE,
    ),
)
CRITERIA: Table[SuccessCriterion] = Table(
    "success criteria",
    (
        ordered("words", lambda row: row.words, _("In their words"), tone=lambda row: "customer"),
        Column("said by", lambda row: row.contact, _("Who said so"), tone=lambda row: "customer"),
        ordered("said on", lambda row: row.said_on, _("Said on"), Kind.DAY, by="said_on"),
        Column("measure", lambda row: row.measure, _("How it is measured")),
        ordered("met on", lambda row: row.met_on, _("Met on"), Kind.DAY, by="met_on", unknown=_("not yet")),
        CALLED,
        SITE,
    ),
)
TICKETS: Table[Ticket] = Table(
    "tickets",
    (
        ordered("subject", lambda row: row.subject, _("What it is about")),
        ordered("number", lambda row: row.external_id, _("Number"), by="external_id"),
        Column(
            "severity",
            lambda row: row.get_severity_display(),
            _("Severity"),
            chip=lambda row: SEVERITY_TONES.get(Severity(row.severity), ""),
        ),
        ordered("opened on", lambda row: row.opened_on, _("Opened on"), Kind.DAY, by="opened_on"),
        ordered("closed on", lambda row: row.closed_on, _("Closed on"), Kind.DAY, by="closed_on", unknown=_("open")),
        Column("days open", lambda row: row.age(row.account.today()), _("Days open"), Kind.COUNT),
        CALLED,
        SITE,
        Column("source", lambda row: row.source),
    ),
)
USAGE_PAGES = RowPages("adoption:usage", api.USAGE_OPERATIONS, USAGE, title=_("Use"), empty=_("No use is known yet."))
GO_LIVE_PAGES = RowPages(
    "adoption:go-lives",
    api.GO_LIVE_OPERATIONS,
    GO_LIVES,
    title=_("Go-live milestones"),
    empty=_("No milestone is set yet."),
)
CRITERIA_PAGES = RowPages(
    "adoption:criteria",
    api.CRITERIA_OPERATIONS,
    CRITERIA,
    title=_("Success criteria"),
    empty=_("Ask what success is to them, and write it down in their words."),
)
TICKET_PAGES = RowPages(
    "adoption:tickets", api.TICKET_OPERATIONS, TICKETS, title=_("Tickets"), empty=_("No ticket is known.")
)


@require_GET
def home(request: HttpRequest, account_id: int) -> HttpResponse:
    """Use against what was agreed, go-live, success in their words, open tickets."""
    account = accounts.get(requests.user_of(request), account_id)
    today = account.today()
    context = {"account": account, "page": queries.page_of(account, today), "today": today}
    return render(request, "adoption/home.html", context)
