"""Their scorecards of us: typed as a table, filled from a file, and laid beside what we guessed."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from covalue.accounts import queries as accounts
from covalue.accounts.actions import guard_edits
from covalue.accounts.models import Account
from covalue.action_items import actions as action_items
from covalue.action_items import queries as action_queries
from covalue.action_items.inputs import ActionInput
from covalue.core import errors, events, money
from covalue.standing import scorecard_form
from covalue.standing.actions import scorecards as actions
from covalue.standing.inputs import ScorecardHead
from covalue.standing.models import Driver, Scorecard
from covalue.standing.queries import rounds
from covalue.standing.queries import scorecards as queries
from covalue.standing.queries.scorecards import LineView
from covalue.standing.scorecard_form import Line
from covalue.web import requests, tables
from covalue.web.inputs import InputForm, form_of
from covalue.web.tables import Column, Kind, Table

HeadForm: Final = form_of(ScorecardHead)
ActionForm: Final = form_of(ActionInput)
LARGEST: Final = scorecard_form.LARGEST
writing = require_http_methods(["GET", "HEAD", "POST"])

EXPORT: Final = Table[LineView](
    "scorecard",
    (
        Column("criterion", lambda row: row.line.criterion),
        Column("weight", lambda row: row.line.weight, kind=Kind.NUMBER),
        Column("score", lambda row: row.line.score, kind=Kind.NUMBER),
        Column("target", lambda row: row.line.target, kind=Kind.NUMBER),
        Column("guess", lambda row: row.line.guess, kind=Kind.NUMBER),
        Column("guessed before we knew", lambda row: row.line.guessed_blind),
        Column("score before", lambda row: row.before, kind=Kind.NUMBER),
        Column("share of scale", lambda row: row.share, kind=Kind.SHARE),
        Column("guess as share", lambda row: row.guessed, kind=Kind.SHARE),
        Column("driver", lambda row: row.line.driver_key),
        Column("remark", lambda row: row.line.remark),
    ),
)


@require_GET
def scorecard(request: HttpRequest, scorecard_id: int) -> HttpResponse:
    """One period of theirs, criterion by criterion."""
    user = requests.user_of(request)
    card = queries.get(user, scorecard_id)
    context = {
        "view": queries.view_of(card, card.account.today()),
        "account": card.account,
        "may_edit": accounts.may_edit(user, card.account),
        "planned": action_queries.arose_from(card),
    }
    return render(request, "standing/scorecard.html", context)


@require_GET
def export(request: HttpRequest, scorecard_id: int) -> HttpResponseBase:
    """Its criteria as a file."""
    card = queries.get(requests.user_of(request), scorecard_id)
    rows = queries.view_of(card, card.account.today()).lines
    return tables.download(request, EXPORT, list(rows), file_name="scorecard", stream=card.account, subject=card)


@writing
def add(request: HttpRequest, account_id: int) -> HttpResponse:
    """A new one: typed, or its rows read from a file and shown before anything is saved."""
    account = accounts.get(requests.user_of(request), account_id)
    return _form(request, account, None)


@writing
def edit(request: HttpRequest, scorecard_id: int) -> HttpResponse:
    """Change one as a whole."""
    card = queries.get(requests.user_of(request), scorecard_id)
    return _form(request, card.account, card)


@writing
def plan(request: HttpRequest, scorecard_id: int, line_place: int) -> HttpResponse:
    """An action about a criterion, filled in from what they scored and what we guessed."""
    user = requests.user_of(request)
    card = queries.get(user, scorecard_id)
    account = card.account
    line = card.lines.filter(position=line_place).first()
    if line is None:
        raise errors.NotFound()
    score = "–" if line.score is None else money.typed(line.score)
    title = _("Ask about “{criterion}”: they gave us {score}").format(criterion=line.criterion, score=score)[:300]
    form = ActionForm(
        request.POST or None, initial={"title": title, "owner": user}, rows=action_queries.possible_owners(account)
    )

    def keep(body: ActionInput) -> None:
        values = body.with_rows(action_queries.colleagues_and_contacts(account))
        actor, key = requests.actor(request), events.key(card)
        action_items.add(actor, account=account, arose_from=key, now=timezone.now(), **values)

    if form.submit(keep):
        return redirect("standing:scorecard", scorecard_id)
    back = reverse("standing:scorecard", args=[scorecard_id])
    context = {"account": account, "title": str(card), "form": form, "back": back}
    return render(request, "standing/plan.html", context, status=422 if form.errors else 200)


def _form(request: HttpRequest, account: Account, card: Scorecard | None) -> HttpResponse:
    """The head and the table of lines; a file fills the table, and nothing is saved before somebody has looked at it."""
    guard_edits(requests.actor(request), account)
    rows = {"contact": accounts.current_contacts_above(account)}
    initial = {name: getattr(card, name) for name in HeadForm.base_fields} if card else None
    head = HeadForm(request.POST or None, rows=rows, initial=initial)
    lines, refused = scorecard_form.lines_of(card), ""
    if request.method == "POST":
        lines = scorecard_form.typed(request.POST.dict())
        try:
            if request.FILES:
                lines = scorecard_form.read_upload(request.FILES.get("file"), request.POST.get("map", ""))
                return _page(request, account, card, head, lines, was_read=True)
            saved = _saved(request, account, card, head, lines)
            if isinstance(saved, Scorecard):
                return redirect("standing:scorecard", saved.pk)
            lines = saved
        except errors.BadInput as wrong:
            refused = wrong.sentence
    status = 422 if request.method == "POST" else 200
    return _page(request, account, card, head, lines, refused=refused, status=status)


def _saved(
    request: HttpRequest, account: Account, card: Scorecard | None, head: InputForm[Any], lines: tuple[Line, ...]
) -> Scorecard | tuple[Line, ...]:
    """The scorecard, or the lines with what is wrong with each."""
    shown, right = scorecard_form.checked(lines)
    if any(line.error for line in shown) or not head.is_valid():
        return shown
    values = head.input.with_rows({"contact": accounts.current_contacts_above(account)})
    actor, now = requests.actor(request), timezone.now()
    if card is None:
        return actions.add(actor, account=account, values=values, lines=right, now=now)
    return actions.edit(actor, card=card, values=values, lines=right, now=now)


def _page(
    request: HttpRequest,
    account: Account,
    card: Scorecard | None,
    head: InputForm[Any],
    lines: tuple[Line, ...],
    *,
    refused: str = "",
    was_read: bool = False,
    status: int = 200,
) -> HttpResponse:
    if was_read and not request.POST.get("name"):
        head = HeadForm(rows={"contact": accounts.current_contacts_above(account)})
    drivers = Driver.objects.filter(driver_set__in=rounds.driver_sets()).order_by("driver_set", "position")
    context = {
        "account": account,
        "card": card,
        "form": head,
        "lines": lines,
        "drivers": drivers,
        "refused": refused,
        "was_read": was_read,
        "map": request.POST.get("map", ""),
        "wrong": sum(bool(line.error) for line in lines),
    }
    return render(request, "standing/edit_scorecard.html", context, status=status)
