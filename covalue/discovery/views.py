"""The board several people write on at once, the priorities, and questions for a conversation."""

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from ninja import Schema
from pydantic import Field

from covalue.accounts import queries as accounts
from covalue.accounts.industries import INDUSTRY_NAMES, Industry
from covalue.accounts.models import Account
from covalue.discovery import actions, api, queries
from covalue.discovery.guides import FUNCTION_NAMES, Function
from covalue.discovery.inputs import CardPageInput, PlaceInput, QuestionInput, WordsPageInput
from covalue.discovery.models import Card
from covalue.discovery.queries import LANE_NAMES, CardView
from covalue.value import actions as value
from covalue.value import queries as targets
from covalue.web import answers, inputs, lists, operations, requests
from covalue.web.inputs import form_of
from covalue.web.operations import Operation, View
from covalue.web.shapes import Id

QuestionForm = form_of(QuestionInput)


class Since(Schema):
    """The revision of the board a screen saw."""

    since: int = Field(0, ge=0, lt=10**9)


class GuideQuery(Schema):
    """Whom one meets; empty function or industry is everybody, and left out it is guessed."""

    contact: Id | None = None
    function: Function | Literal[""] | None = None
    industry: Industry | Literal[""] | None = None


@require_GET
def board(request: HttpRequest, account_id: int) -> HttpResponse:
    """The account's board; `?show` leaves out what is not for a screen on a wall."""
    user, now = requests.user_of(request), timezone.now()
    account = accounts.get(user, account_id)
    actions.note_presence(user, account, now)
    page = queries.board_page(user, account, now)
    return render(request, "discovery/board.html", {"page": page, "account": account, "lanes": LANE_NAMES.items()})


@require_GET
def changes(request: HttpRequest, account_id: int) -> HttpResponse:
    """What a screen that saw `since` has not seen. Screens ask every two seconds."""
    user, now = requests.user_of(request), timezone.now()
    account = accounts.get(user, account_id)
    actions.note_presence(user, account, now)
    return JsonResponse(_changes(request, account, lists.asked(Since, request.GET).since))


@require_POST
def add(request: HttpRequest, account_id: int) -> HttpResponse:
    """A card; one of a statement takes it off what is not on the board yet."""
    user = requests.user_of(request)
    account = accounts.get(user, account_id)
    body = inputs.posted(CardPageInput, request.POST)
    added = api.add_card(request, account_id, body)
    return _answer(request, added.value, **({"said": _said(request, account)} if body.statement else {}))


@require_POST
def edit(request: HttpRequest, card_id: int) -> HttpResponse:
    """Other words; whose they are changes only where the form asks for it."""
    card = queries.get_card(requests.user_of(request), card_id)
    body = inputs.posted(WordsPageInput, request.POST)
    values = body.with_rows(queries.possible_sources(card.account, card))
    if "contact" not in request.POST:
        del values["contact"]
    actions.edit_card(requests.actor(request), card=card, now=timezone.now(), **values)
    return _answer(request, card)


@require_POST
def remove(request: HttpRequest, card_id: int) -> HttpResponse:
    card = queries.get_card(requests.user_of(request), card_id)
    api.remove_card(request, card_id)
    if requests.wants_json(request):
        return _answer(request, card)
    undo = reverse("discovery:restore", args=[card_id])
    return answers.undoable(request, _("The card was removed from the board."), undo, _board_of(card))


def changed(operation: Operation) -> View:
    """The view of a form that changes a card by an operation which answers with the card."""

    @require_POST
    def view(request: HttpRequest, **ids: Any) -> HttpResponse:
        return _answer(request, operations.run(operation, request, **ids))

    return view


@require_GET
def priorities(request: HttpRequest, account_id: int) -> HttpResponse:
    """Impact for the customer by our fit."""
    user = requests.user_of(request)
    page = queries.priorities_page(user, accounts.get(user, account_id))
    return render(request, "discovery/priorities.html", {"page": page, "account": page.account})


@require_POST
def place(request: HttpRequest, target_id: int) -> HttpResponse:
    """Place a target on the grid, or take it off."""
    user = requests.user_of(request)
    target = targets.get_target(user, target_id)
    values = inputs.posted(PlaceInput, request.POST).sent
    value.edit_target(requests.actor(request), target=target, now=timezone.now(), **values)
    if getattr(request, "htmx", False) or requests.wants_json(request):
        page = queries.priorities_page(user, target.account)
        return render(request, "discovery/_grid.html", {"page": page, "account": target.account})
    return redirect("discovery:priorities", target.account_id)


@require_GET
def guide(request: HttpRequest, account_id: int) -> HttpResponse:
    """Questions for a conversation with a contact; those ticked go along into the log."""
    user, query = requests.user_of(request), lists.asked(GuideQuery, request.GET)
    account = accounts.get(user, account_id)
    context = {
        "page": queries.guide_page(
            user, account, contact_id=query.contact, function=query.function, industry=query.industry
        ),
        "account": account,
        "form": QuestionForm(),
        "functions": FUNCTION_NAMES.items(),
        "industries": INDUSTRY_NAMES.items(),
    }
    return render(request, "discovery/guide.html", context)


def _said(request: HttpRequest, account: Account) -> str:
    """What is not on the board yet, as it is drawn beside it."""
    page = queries.board_page(requests.user_of(request), account, timezone.now())
    context = {"page": page, "account": account, "lanes": LANE_NAMES.items()}
    return render_to_string("discovery/_said.html", context, request=request)


def _answer(request: HttpRequest, card: Card, **more: str) -> HttpResponse:
    """To a script what it has not seen; to a browser without one the board."""
    if not requests.wants_json(request):
        return redirect(f"{_board_of(card)}#card-{card.pk}")
    since = lists.asked(Since, request.POST).since
    return JsonResponse({**_changes(request, card.account, since), "card": card.pk, **more})


def _changes(request: HttpRequest, account: Account, since: int) -> dict[str, object]:
    """Changes for a script: the order of the lanes and every changed card as it is drawn."""
    news = queries.changes_since(requests.user_of(request), account, since, timezone.now())
    if news is None:
        return {"revision": 0, "order": {}, "cards": {}, "people": []}
    people = [{"name": user.name, "initials": user.initials} for user in news.people]
    cards = {view.card.pk: _html_of(request, view) for view in news.cards}
    return {"revision": news.revision, "order": news.order, "cards": cards, "people": people}


def _html_of(request: HttpRequest, view: CardView) -> str:
    context = {"view": view, "lanes": LANE_NAMES.items(), "account": view.card.account}
    return render_to_string("discovery/_card.html", context, request=request)


def _board_of(card: Card) -> str:
    return reverse("discovery:board", args=[card.account_id])
