"""Where we stand with a customer, and the lists its figures open to."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from covalue.accounts import queries as accounts
from covalue.accounts.actions import guard_edits
from covalue.accounts.models import Account
from covalue.accounts.row_pages import RowPages, writing
from covalue.contact_requests.lifetimes import LINK_DAYS
from covalue.positioning import api, queries
from covalue.positioning.actions import SUMMARY
from covalue.positioning.inputs import PartInput, PositionAskInput
from covalue.positioning.models import Competitor, Preference, Rating, Reason
from covalue.positioning.queries import DimensionRow
from covalue.positioning.rules import DIMENSION_NAMES, Dimension
from covalue.web import requests, tables
from covalue.web.inputs import InputForm, form_of
from covalue.web.tables import Column, Kind, Table, ordered

PartForm = form_of(PartInput)
AskForm = form_of(PositionAskInput)


def _voice(row: Any) -> str:
    """Theirs in their colour, ours quiet."""
    return "customer" if row.contact_id else "muted"


POSITION_TABLE: Table[tuple[DimensionRow, queries.DimensionCell]] = Table(
    "position",
    (
        Column("dimension", lambda pair: pair[0].title, _("Dimension")),
        Column("message", lambda pair: pair[0].words, _("What we say")),
        Column("who", lambda pair: pair[1].competitor or gettext("us"), _("Who is rated")),
        Column("theirs", lambda pair: pair[1].theirs, _("As they see it"), Kind.NUMBER, places=1),
        Column("contacts", lambda pair: pair[1].contacts, _("Contacts"), Kind.COUNT),
        Column("ours", lambda pair: pair[1].ours, _("As we believe"), Kind.COUNT),
    ),
)
COMPETITORS_TABLE: Table[Competitor] = Table(
    "competitors",
    (ordered("name", lambda row: row.name, _("Competitor")), Column("note", lambda row: row.note, _("Note"))),
)
RATINGS_TABLE: Table[Rating] = Table(
    "position ratings",
    (
        ordered("dimension", lambda row: row.get_dimension_display(), _("Dimension")),
        Column("who is rated", lambda row: row.competitor, _("Who is rated"), unknown=_("us")),
        ordered("score", lambda row: row.score, _("Rating"), Kind.COUNT, tone=_voice),
        Column("said by", lambda row: row.contact, _("Who says so"), unknown=_("we believe it"), tone=_voice),
        Column("words", lambda row: row.words, _("In their words"), tone=_voice),
        ordered("rated on", lambda row: row.rated_on, _("Date"), Kind.DAY, by="rated_on"),
    ),
)
PREFERENCES_TABLE: Table[Preference] = Table(
    "preferences",
    (
        ordered("measure", lambda row: row.get_measure_display(), _("Question")),
        Column("need", lambda row: row.need, _("Need")),
        Column("contact", lambda row: row.contact, _("Who was asked"), tone=_voice),
        Column("role", lambda row: row.contact.buying_role, _("Buying role"), unknown=_("unknown")),
        Column("named", lambda row: row.whom, _("Whom they named")),
        Column("words", lambda row: row.words, _("In their words"), tone=_voice),
        ordered("asked on", lambda row: row.asked_on, _("Date"), Kind.DAY, by="asked_on"),
    ),
)
REASONS_TABLE: Table[Reason] = Table(
    "reasons",
    (
        Column("words", lambda row: row.words, _("Why we are needed"), tone=_voice),
        Column("contact", lambda row: row.contact, _("Contact"), tone=_voice),
        Column("colleague", lambda row: row.colleague, _("One of us")),
        Column("clear", lambda row: row.get_clear_display(), _("How clear")),
        ordered("asked on", lambda row: row.asked_on, _("Date"), Kind.DAY, by="asked_on"),
    ),
)


class RatingPages(RowPages[Rating]):
    """The list of ratings can be narrowed to what a figure of the position opens to."""

    def _sorted(self, request: HttpRequest, account: Account) -> tuple[list[Rating], str]:
        rows, sort = super()._sorted(request, account)
        asked = request.GET.get("dimension", ""), request.GET.get("of", "")
        shown = set(queries.ratings_of(account, *asked).values_list("pk", flat=True)) if any(asked) else None
        return [row for row in rows if shown is None or row.pk in shown], sort


COMPETITORS = RowPages(
    "positioning:competitors",
    api.COMPETITOR,
    COMPETITORS_TABLE,
    title=_("Competitors"),
    empty=_("Whom could they choose in our place? Name them, as the customer does."),
)
RATINGS = RatingPages(
    "positioning:ratings",
    api.RATING,
    RATINGS_TABLE,
    title=_("Ratings by dimension"),
    empty=_("How good are we and others, as they see it? Note a rating with who said it, in their words."),
)
PREFERENCES = RowPages(
    "positioning:preferences",
    api.PREFERENCE,
    PREFERENCES_TABLE,
    title=_("Mindshare and preference"),
    empty=_("Ask who comes to mind first for a need, and who would be chosen today."),
)
REASONS = RowPages(
    "positioning:reasons",
    api.REASON,
    REASONS_TABLE,
    title=_("Why we are needed"),
    empty=_("Ask both teams why we are needed, and note what they say."),
)


@require_GET
def position(request: HttpRequest, account_id: int) -> HttpResponse:
    """Checks, message and ratings; `?edit=` opens a part of the message where it stands."""
    return _position(request, accounts.get(requests.user_of(request), account_id))


@require_GET
def export(request: HttpRequest, account_id: int) -> HttpResponseBase:
    """Every dimension with how each is rated, as a file."""
    user = requests.user_of(request)
    account = accounts.get(user, account_id)
    page = queries.position_page(user, account, account.today())
    pairs = [(row, cell) for row in page.dimensions for cell in row.cells]
    return tables.download(request, POSITION_TABLE, pairs, file_name="position", stream=account, subject=account)


@require_GET
def history(request: HttpRequest, account_id: int) -> HttpResponse:
    """The message as it was written before."""
    account = accounts.get(requests.user_of(request), account_id)
    versions = [
        (message, [(DIMENSION_NAMES[part], words) for part, words in queries.parts_of(message).items() if words])
        for message in queries.messages_of(account)
    ]
    return render(request, "positioning/history.html", {"account": account, "versions": versions})


@writing
def write(request: HttpRequest, account_id: int, message_part: str) -> HttpResponse:
    """Write a part of the message; what is refused stands there as it was typed."""
    account = accounts.get(requests.user_of(request), account_id)
    guard_edits(requests.actor(request), account)
    if request.method != "POST":
        return redirect(f"{reverse('positioning:position', args=[account_id])}?edit={message_part}#{message_part}")
    form = PartForm(request.POST)
    read = {"read": request.POST.get("read")}  # a part that was empty was read, too
    if form.submit(lambda body: api.write_message(request, account_id, message_part, body.model_copy(update=read))):
        return redirect(f"{reverse('positioning:position', args=[account_id])}#{message_part}")
    return _position(request, account, form, message_part)


@writing
def ask(request: HttpRequest, account_id: int) -> HttpResponse:
    """Whom to ask where we stand, for which need, beside whom."""
    account = accounts.get(requests.user_of(request), account_id)
    guard_edits(requests.actor(request), account)
    initial = {
        "competitors": queries.competitors_of(account),
        "dimensions": list(Dimension),
        "due_on": _usual_due(account),
    }
    form = AskForm(request.POST or None, rows=queries.offered(account), initial=initial)
    if form.submit(lambda body: api.ask_where_we_stand(request, account_id, body)):
        return redirect(reverse("positioning:position", args=[account_id]) + "#asked")
    context = {"account": account, "form": form}
    return render(request, "positioning/ask.html", context, status=422 if form.errors else 200)


def _usual_due(account: Account) -> date:
    return account.today() + timedelta(days=LINK_DAYS)


def _position(
    request: HttpRequest, account: Account, refused: InputForm[PartInput] | None = None, part: str = ""
) -> HttpResponse:
    page = queries.position_page(requests.user_of(request), account, account.today())
    edited = part or (request.GET.get("edit", "") if page.may_edit else "")
    words: dict[str, str] = {row.dimension.value: row.words for row in page.dimensions} | {SUMMARY: page.summary}
    form: Any = None
    if edited in words:
        initial = {"words": words[edited], "seen": page.version, "read": words[edited]}
        form = refused or PartForm(initial=initial, auto_id="id_part_%s")
        for name in ("seen", "read"):
            form.fields[name].widget = form.fields[name].hidden_widget()
    context = {"account": account, "page": page, "edited": edited, "form": form, "summary": SUMMARY}
    return render(request, "positioning/position.html", context, status=422 if refused else 200)
