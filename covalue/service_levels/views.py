"""The service of an account, and the three lists its figures open to."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from covalue.accounts import queries as accounts
from covalue.accounts.row_pages import RowPages
from covalue.adoption.rules import SEVERITY_TONES
from covalue.contributions import papers
from covalue.core import events
from covalue.service_levels import api, queries
from covalue.service_levels import status as delivery
from covalue.service_levels.models import Incident, ServiceLevel, ServiceResult
from covalue.web import requests
from covalue.web.tables import Column, Kind, Table, ordered

LEVELS: Final[Table[ServiceLevel]] = Table(
    "service levels",
    (
        ordered("title", lambda row: row.title, _("What is measured")),
        Column("agreed", lambda row: row.get_direction_display(), _("Agreed")),
        ordered("target", lambda row: row.target, _("Target"), Kind.NUMBER, places=-3),
        Column("measured in", lambda row: row.unit, _("Measured in")),
        Column("period", lambda row: row.get_period_display(), _("In each")),
        Column("valid from", lambda row: row.since, _("Valid from"), Kind.DAY),
        Column("valid until", lambda row: row.until, _("Valid until"), Kind.DAY),
        Column("agreement", lambda row: row.agreement, _("Agreement")),
        Column("source", lambda row: row.source),
    ),
)
RESULTS: Final[Table[ServiceResult]] = Table(
    "service results",
    (
        ordered("service level", lambda row: row.service_level.title, _("Service level"), by="service_level__title"),
        ordered("period begins on", lambda row: row.begins_on, _("Period"), Kind.DAY, by="begins_on"),
        Column("period ends on", lambda row: row.last_day, "", Kind.DAY),
        ordered("result", lambda row: row.value, _("Result"), Kind.NUMBER, by="value", places=-3),
        Column("target", lambda row: row.target, _("Target"), Kind.NUMBER, places=-3),
        Column("measured in", lambda row: row.service_level.unit, _("Measured in")),
        Column(
            "kept",
            lambda row: _("kept") if row.is_kept else _("missed"),
            _("Kept"),
            chip=lambda row: "good" if row.is_kept else "bad",
        ),
        Column("note", lambda row: row.note, _("Note")),
        Column("source", lambda row: row.source),
    ),
)
INCIDENTS: Final[Table[Incident]] = Table(
    "incidents",
    (
        Column("what happened", lambda row: row.called, _("What happened")),
        Column("number", lambda row: row.external_id or (row.ticket.external_id if row.ticket else ""), _("Number")),
        Column(
            "severity",
            lambda row: row.severity_name,
            _("Severity"),
            chip=lambda row: SEVERITY_TONES.get(row.how_bad, ""),
        ),
        Column("happened on", lambda row: row.began, _("Happened on"), Kind.DAY),
        Column("resolved on", lambda row: row.ended, _("Resolved on"), Kind.DAY, unknown=_("open")),
        Column("days open", lambda row: row.age(row.account.today()), _("Days open"), Kind.COUNT),
        Column("service level", lambda row: row.service_level, _("Service level")),
        Column("owner", lambda row: row.owner, _("Our owner"), unknown=_("nobody yet")),
        Column("cause", lambda row: row.cause),
        Column("what was done", lambda row: row.resolution),
        Column("affected", lambda row: row.contact, _("Whom it affected"), tone=lambda row: "customer"),
        ordered("rating", lambda row: row.rating, _("Rating"), Kind.COUNT, unknown=_("not yet")),
        Column("rated on", lambda row: row.rated_on, "", Kind.DAY),
        Column("in their words", lambda row: row.rating_words),
        Column("source", lambda row: row.source),
    ),
)
LEVEL_PAGES = RowPages(
    "service_levels:levels",
    api.LEVEL_OPERATIONS,
    LEVELS,
    title=_("Service levels"),
    empty=_("No service level is agreed yet."),
)
RESULT_PAGES = RowPages(
    "service_levels:results",
    api.RESULT_OPERATIONS,
    RESULTS,
    title=_("Results of service levels"),
    empty=_("Nothing has been measured yet."),
)
INCIDENT_PAGES = RowPages(
    "service_levels:incidents",
    api.INCIDENT_OPERATIONS,
    INCIDENTS,
    title=_("Incidents"),
    empty=_("No incident is known."),
)


@require_GET
def home(request: HttpRequest, account_id: int) -> HttpResponse:
    """Which service levels are kept, and what went wrong, with the ratings that followed."""
    user = requests.user_of(request)
    account = accounts.get(user, account_id)
    context = {
        "account": account,
        "page": queries.page_of(account, account.today()),
        "may_edit": accounts.may_edit(user, account),
    }
    return render(request, "service_levels/home.html", context)


@require_GET
def status(request: HttpRequest, account_id: int) -> HttpResponse:
    """The account's delivery on one page, as PDF."""
    account = accounts.get(requests.user_of(request), account_id)
    content = papers.pdf_of(delivery.status_of(account, account.today()))
    actor, now = requests.actor(request), timezone.now()
    events.write(actor, "exported delivery status", subject=account, stream=account, now=now)
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{papers.file_name("delivery", account.name)}"'
    return response
