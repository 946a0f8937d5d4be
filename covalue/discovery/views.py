"""The board several people write on at once, the priorities, and questions for a conversation."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from covalue.accounts import queries as accounts
from covalue.accounts.industries import INDUSTRY_NAMES, Industry
from covalue.accounts.models import Account
from covalue.core import errors
from covalue.discovery import actions, forms, guides, queries
from covalue.discovery.models import Card
from covalue.discovery.queries import LANE_NAMES, CardView
from covalue.discovery.rules import Fate, Lane
from covalue.value import actions as value
from covalue.value import queries as targets
from covalue.web import answers, requests


@require_GET
def board(request: HttpRequest, account_id: int) -> HttpResponse:
    """The account's board; `?show` leaves out what is not for a screen on a wall."""
    user, now = requests.user_of(request), timezone.now()
    account = accounts.get(user, account_id)
    actions.sit_down(user, account, now)
    page = queries.board_page(user, account, now)
    return render(request, "discovery/board.html", {"page": page, "account": account, "lanes": LANE_NAMES.items()})


@require_GET
def changes(request: HttpRequest, account_id: int) -> HttpResponse:
    """What a screen that saw `since` has not seen; 204 when there is nothing. Screens ask every two seconds."""
    user, now = requests.user_of(request), timezone.now()
    account = accounts.get(user, account_id)
    actions.sit_down(user, account, now)
    return JsonResponse(_told(request, account, _number(request.GET.get("since", ""))))


@require_POST
def add(request: HttpRequest, account_id: int) -> HttpResponse:
    account = accounts.get(requests.user_of(request), account_id)
    values = answers.checked(forms.CardForm(account, request.POST))
    card = actions.add_card(requests.actor(request), account=account, now=timezone.now(), **values)  # type: ignore[arg-type]
    return _answer(request, card)


@require_POST
def edit(request: HttpRequest, card_id: int) -> HttpResponse:
    card = queries.get_card(requests.user_of(request), card_id)
    values = answers.checked(forms.WordsForm(card, request.POST))
    if "contact" not in request.POST:
        values.pop("contact")
    actions.edit_card(requests.actor(request), card=card, now=timezone.now(), **values)  # type: ignore[arg-type]
    return _answer(request, card)


@require_POST
def move(request: HttpRequest, card_id: int) -> HttpResponse:
    card = queries.get_card(requests.user_of(request), card_id)
    values = answers.checked(forms.MoveForm(request.POST))
    lane, before = Lane(str(values["lane"])), values["before"]
    actions.move_card(requests.actor(request), card=card, lane=lane, before=before, now=timezone.now())  # type: ignore[arg-type]
    return _answer(request, card)


@require_POST
def remove(request: HttpRequest, card_id: int) -> HttpResponse:
    card = queries.get_card(requests.user_of(request), card_id)
    actions.remove_card(requests.actor(request), card=card, now=timezone.now())
    if requests.wants_json(request):
        return _answer(request, card)
    undo = reverse("discovery:restore", args=[card.pk])
    return answers.undoable(request, _("The card was taken off the board."), undo, _board_of(card))


@require_POST
def restore(request: HttpRequest, card_id: int) -> HttpResponse:
    card = queries.get_card(requests.user_of(request), card_id)
    actions.restore_card(requests.actor(request), card=card, now=timezone.now())
    return _answer(request, card)


@require_POST
def become(request: HttpRequest, card_id: int, fate: str) -> HttpResponse:
    """Make a target, an objective or an action of a card."""
    card = queries.get_card(requests.user_of(request), card_id)
    if fate not in Fate.__members__.values():
        raise errors.NotFound()
    actions.become(requests.actor(request), card=card, fate=Fate(fate), now=timezone.now())
    return _answer(request, card)


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
    values = answers.checked(forms.PlaceForm(request.POST))
    value.edit_target(requests.actor(request), target=target, now=timezone.now(), **values)
    if getattr(request, "htmx", False) or requests.wants_json(request):
        page = queries.priorities_page(user, target.account)
        return render(request, "discovery/_grid.html", {"page": page, "account": target.account})
    return redirect("discovery:priorities", target.account_id)


@require_GET
def guide(request: HttpRequest, account_id: int) -> HttpResponse:
    """Questions for a conversation with a contact; those ticked go along into the log."""
    user, asked = requests.user_of(request), request.GET
    account = accounts.get(user, account_id)
    page = queries.guide_page(
        user,
        account,
        contact_id=_number(asked.get("contact", "")) or None,
        function=_choice(asked.get("function"), guides.Function),
        industry=_choice(asked.get("industry"), Industry),
    )
    told = {"functions": guides.FUNCTION_NAMES.items(), "industries": INDUSTRY_NAMES.items()}
    return render(
        request, "discovery/guide.html", {"page": page, "account": account, "form": forms.QuestionForm(), **told}
    )


@require_POST
def add_question(request: HttpRequest) -> HttpResponse:
    actions.guard_keeps(requests.actor(request))
    values = answers.checked(forms.QuestionForm(request.POST))
    actions.add_question(requests.actor(request), now=timezone.now(), **values)  # type: ignore[arg-type]
    return answers.back(request, reverse("process:my-day"))


@require_POST
def remove_question(request: HttpRequest, question_id: int) -> HttpResponse:
    question = queries.get_question(question_id)
    actions.remove_question(requests.actor(request), question=question, now=timezone.now())
    undo = reverse("discovery:restore-question", args=[question.pk])
    return answers.undoable(request, _("The question was removed."), undo, reverse("process:my-day"))


@require_POST
def restore_question(request: HttpRequest, question_id: int) -> HttpResponse:
    question = queries.get_question(question_id)
    actions.restore_question(requests.actor(request), question=question, now=timezone.now())
    return answers.back(request, reverse("process:my-day"))


def _answer(request: HttpRequest, card: Card) -> HttpResponse:
    """To a script what it has not seen; to a browser without one the board."""
    if not requests.wants_json(request):
        return redirect(f"{_board_of(card)}#card-{card.pk}")
    return JsonResponse({**_told(request, card.account, _number(request.POST.get("since", ""))), "card": card.pk})


def _told(request: HttpRequest, account: Account, since: int) -> dict[str, object]:
    """Changes for a script: the order of the lanes and every changed card as it is drawn."""
    found = queries.changes_since(requests.user_of(request), account, since, timezone.now())
    if found is None:
        return {"revision": 0, "order": {}, "cards": {}, "people": []}
    people = [{"name": user.name, "initials": user.initials} for user in found.people]
    cards = {view.card.pk: _drawn(request, view) for view in found.cards}
    return {"revision": found.revision, "order": found.order, "cards": cards, "people": people}


def _drawn(request: HttpRequest, view: CardView) -> str:
    told = {"view": view, "lanes": LANE_NAMES.items(), "account": view.card.account}
    return render_to_string("discovery/_card.html", told, request=request)


def _board_of(card: Card) -> str:
    return reverse("discovery:board", args=[card.account_id])


def _number(text: str) -> int:
    """A number that was sent; 0 when it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _choice(told: str | None, choices: type[guides.Function] | type[Industry]) -> str | None:
    """What was chosen; None when nothing was, or nothing there is."""
    return told if told == "" or told in set(choices) else None
