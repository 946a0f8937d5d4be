"""The map: the page, a person of it, what other screens have not seen, and the map as a file."""

import json
from collections.abc import Callable
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST
from ninja import Schema
from pydantic import Field

from covalue.accounts import queries as accounts
from covalue.accounts.actions import guard_edits
from covalue.accounts.models import Account
from covalue.conversations import queries as conversations
from covalue.core import errors, events
from covalue.masterdata import files
from covalue.relationships import api, drawing, history, importing, queries, reading, rules
from covalue.relationships.inputs import LEVELS, PersonInput
from covalue.relationships.models import Placeholder
from covalue.relationships.queries import Card, Whole
from covalue.relationships.rules import Rated
from covalue.relationships.templatetags.map_cards import faces
from covalue.web import answers, lists, operations, requests
from covalue.web.inputs import form_of
from covalue.web.operations import Operation, View
from covalue.web.shapes import Day

LISTED: Final = 300  # people up to whom the list stands on the page of the map
PersonForm = form_of(PersonInput)


class MapQuery(Schema):
    """As of which day, compared with which, and whether for other eyes."""

    on: Day | None = None
    since: Day | None = None
    show: str = Field("", max_length=1)
    who: str = Field("", max_length=20)


class Seen(Schema):
    """The revision of the map a screen saw."""

    revision: int = Field(0, ge=0, lt=10**9)


@require_GET
def home(request: HttpRequest, account_id: int) -> HttpResponse:
    """The account's map; `?show=1` leaves out what is private."""
    user = requests.user_of(request)
    account = accounts.get(user, account_id)
    asked = lists.asked(MapQuery, request.GET)
    whole = queries.whole(account, asked.on)
    context = _shown(request, whole) | {
        "asked": asked,
        "differences": _differences(account, whole, asked),
        "add_form": PersonForm(),
        "roles": rules.ROLE_NAMES.items(),
        "lines": rules.DRAWN_NAMES.items(),
        "strengths": rules.STRENGTH_NAMES.items(),
        "kinds": rules.KIND_NAMES.items(),
        "person": _person(request, whole, whole.cards[asked.who]) if asked.who in whole.cards else None,
    }
    return render(request, "relationships/map.html", context)


@require_GET
def changes(request: HttpRequest, account_id: int) -> HttpResponse:
    """What a screen that saw an earlier revision draws now. Screens ask every few seconds."""
    account = accounts.get(requests.user_of(request), account_id)
    seen = lists.asked(Seen, request.GET).revision
    if queries.revision_of(account) == seen:
        return JsonResponse({"revision": seen})
    return JsonResponse(_parts(request, account))


@require_GET
def person(request: HttpRequest, account_id: int, who: str) -> HttpResponse:
    """One person of the map, beside it or as a page."""
    account = accounts.get(requests.user_of(request), account_id)
    whole, card = queries.card_of(account, who)
    context = _person(request, whole, card)
    alone = requests.wants_json(request) or getattr(request, "htmx", False) or "beside" in request.GET
    template = "relationships/_person.html" if alone else "relationships/person.html"
    return render(request, template, {"person": context, "account": account, "may_edit": _may_edit(request, whole)})


@require_GET
def questions(request: HttpRequest, account_id: int, who: str, what: str) -> HttpResponse:
    """The questionnaire that leads to a rating."""
    account = accounts.get(requests.user_of(request), account_id)
    if what not in {rated.value for rated in rules.QUESTIONS}:
        raise errors.NotFound()
    _whole, card = queries.card_of(account, who)
    context = {
        "account": account, "card": card, "what": what, "asked": rules.QUESTIONS[Rated(what)],
        "answers": rules.ANSWER_NAMES.items(), "name": rules.RATED_NAMES[what],
    }  # fmt: skip
    return render(request, "relationships/questions.html", context)


def add(request: HttpRequest, account_id: int) -> HttpResponse:
    """Add somebody; the page of the form where there is no script."""
    account = accounts.get(requests.user_of(request), account_id)
    form = PersonForm(request.POST or None)
    if request.method == "POST" and requests.wants_json(request):
        return changed(api.add_map_person)(request, account_id=account_id)
    made: list[str] = []
    if form.submit(lambda body: made.append(api.add_map_person(request, account_id, body).value.who)):
        return redirect("relationships:person", account_id, made[0])
    status = 422 if form.errors else 200
    return render(request, "relationships/add.html", {"account": account, "form": form}, status=status)


def import_file(request: HttpRequest, account_id: int) -> HttpResponse:
    """People and ratings from another map: the file, then what would happen with each row, then the import."""
    account = accounts.get(requests.user_of(request), account_id)
    actor = requests.actor(request)
    guard_edits(actor, account)
    if request.method != "POST":
        return render(
            request, "relationships/import.html", {"account": account, "fields": importing.FIELD_NAMES.values()}
        )
    if "rows" in request.POST:
        return _taken_in(request, account)
    upload = request.FILES.get("file")
    if not isinstance(upload, UploadedFile):
        raise errors.BadInput(_("Choose a file of at most 2 MB."), field="file")
    rows = importing.read(upload)
    planned = importing.plan(account, rows)
    context = {
        "account": account, "planned": planned, "rows": json.dumps(rows),
        "taken": sum(1 for row in planned if not row.refused), "refused": sum(1 for row in planned if row.refused),
    }  # fmt: skip
    return render(request, "relationships/import_preview.html", context)


def _taken_in(request: HttpRequest, account: Account) -> HttpResponse:
    """Take in the rows that were shown; they are judged again, for the map may have changed since."""
    rows = files.sent_back(request.POST["rows"], importing.HEADINGS, importing.MOST)
    refused = importing.take_in(requests.actor(request), account=account, rows=rows, now=timezone.now())
    told = ngettext("%(n)s row was imported", "%(n)s rows were imported", len(rows) - len(refused))
    words = [told % {"n": len(rows) - len(refused)}, *(f"{row.number}: {row.refused}" for row in refused[:5])]
    undo = reverse("relationships:undo", args=[account.pk])
    return answers.undoable(request, "; ".join(words), undo, reverse("relationships:map", args=[account.pk]))


def changed(operation: Operation) -> View:
    """The view of a form that changes the map by an operation: to a script the map as it is, else back to the map."""

    @require_POST
    def view(request: HttpRequest, **ids: Any) -> HttpResponse:
        made = operations.run(operation, request, **ids)
        account = accounts.get(requests.user_of(request), ids["account_id"]) if "account_id" in ids else None
        if account is None:
            account = queries.get_line(requests.user_of(request), ids["line_id"]).account
        if requests.wants_json(request):
            made = getattr(made, "value", made)
            return JsonResponse(_parts(request, account) | {"who": getattr(made, "who", "")})
        who = request.POST.get("who", "")
        otherwise = reverse("relationships:map", args=[account.pk]) + (f"?who={who}" if who else "")
        return answers.back(request, otherwise)

    return view


@require_GET
def export(request: HttpRequest, account_id: int, picture: str) -> HttpResponse:
    """The map as SVG, PNG or a slide, without what is private; the audit log says who took it along."""
    from covalue.relationships import pictures

    makers: dict[str, tuple[Callable[[Whole], bytes], str]] = {
        "svg": (pictures.svg, "image/svg+xml"),
        "png": (pictures.png, "image/png"),
        "pptx": (pictures.slide, "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    }
    account = accounts.get(requests.user_of(request), account_id)
    if picture not in makers:
        raise errors.NotFound()
    make, media_type = makers[picture]
    content = make(queries.whole(account, lists.asked(MapQuery, request.GET).on))
    events.write(requests.actor(request), "exported the map", subject=account, stream=account, now=timezone.now())
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="map-{account.pk}.{picture}"'
    return response


def _shown(request: HttpRequest, whole: Whole) -> dict[str, Any]:
    """What the map and the parts around it draw."""
    show = request.GET.get("show") == "1"
    return {
        "account": whole.account,
        "whole": whole,
        "picture": drawing.picture(whole, show=show),
        "findings": reading.findings_of(whole),
        "may_edit": _may_edit(request, whole),
        "list_asked": request.GET.get("list") == "1",
        "long_list": len(whole.cards) > LISTED and request.GET.get("list") != "1",
        "show": show,
    }


def _may_edit(request: HttpRequest, whole: Whole) -> bool:
    """Whether it is the map of today, and this user may change it."""
    account = whole.account
    return whole.on == account.today() and accounts.may_edit(requests.user_of(request), account)


def _parts(request: HttpRequest, account: Account) -> dict[str, Any]:
    """The parts of the page as they are drawn now."""
    whole = queries.whole(account)
    context = _shown(request, whole)
    parts = {
        name: render_to_string(f"relationships/_{name}.html", context, request=request)
        for name in ("scene", "says", "backlog", "people")
    }
    picture = context["picture"]
    return {"revision": whole.revision, "box": picture.box, "parts": parts, "faces": faces(picture, context["show"])}


def _differences(account: Account, whole: Whole, asked: MapQuery) -> list[history.Changed] | None:
    """What changed since a day; None where nobody asked."""
    if asked.since is None or asked.since >= whole.on:
        return None
    return history.by_person(history.between(queries.whole(account, asked.since), whole))


def _person(request: HttpRequest, whole: Whole, card: Card) -> dict[str, Any]:
    """What is known of one person of the map, for the team."""
    account, user = whole.account, requests.user_of(request)
    row = queries.person(account, card.key)
    contact = None if isinstance(row, Placeholder) else row
    said = conversations.said_by(user, contact).exclude(why_it_matters="").first() if contact else None
    pairs = whole.pairs_of(card.key)
    return {
        "card": card, "contact": contact, "why": said, "pairs": pairs, "ratings": queries.ratings_of(account, card.key),
        "ties": [(tie, whole.cards[tie.start], whole.cards[tie.end]) for tie in whole.ties_of(card.key)],
        "manager": whole.cards.get(card.manager or ""), "below": whole.below(card.key),
        "others": [other for other in whole.cards.values() if other.key != card.key and other.left_on is None],
        "colleagues": queries.colleagues_for(account), "levels": LEVELS.items(),
        "scales": [
            (what, rules.RATED_NAMES[what], values.items(), getattr(card, what))
            for what, values in rules.VALUES.items()
        ],
        "questioned": [(what, rules.RATED_NAMES[what]) for what in rules.QUESTIONS],
        "lines": rules.DRAWN_NAMES.items(), "strengths": rules.STRENGTH_NAMES.items(),
        "contacts": account.contacts.filter(departed_on=None, erased_at=None) if contact is None else (),
        "account": account,
    }  # fmt: skip
