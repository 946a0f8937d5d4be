"""Segments of the customer base, and who moved between two dates."""

from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from covalue.segmentation import actions, queries
from covalue.segmentation.inputs import MembersShown, RulesInput
from covalue.segmentation.queries import Filter
from covalue.segmentation.rules import Member
from covalue.web import inputs, lists, requests, tables
from covalue.web.inputs import form_of
from covalue.web.tables import Column, Table

RulesForm = form_of(RulesInput)
EXPORT: Final = Table[Member](
    "segments",
    (
        Column("key", lambda row: row.key),
        Column("name", lambda row: row.name),
        Column("net revenue", lambda row: row.net),
        Column("value", lambda row: row.value),
        Column("purchases", lambda row: row.purchases),
        Column("days since", lambda row: row.days_since),
        Column("variation", lambda row: row.variation),
        Column("ABC", lambda row: row.abc),
        Column("XYZ", lambda row: row.xyz),
        Column("R", lambda row: row.recency),
        Column("F", lambda row: row.frequency),
        Column("M", lambda row: row.money),
        Column("segment", lambda row: row.rfm),
    ),
)


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Value by steadiness, names by when, how often and how much, and the customers behind each figure."""
    wanted = _filter(request)
    page = queries.segments_page(requests.user_of(request), wanted)
    rules = RulesInput.of(wanted.settings).typed
    context = {"page": page, "form": RulesForm(initial=rules, auto_id="rules-%s"), "rules": rules}
    return render(request, "segmentation/home.html", context)


@require_GET
def export(request: HttpRequest) -> HttpResponseBase:
    """All customers the page shows, as CSV, Excel or JSON."""
    wanted = _filter(request)
    visible = queries.visible_members(requests.user_of(request), wanted.settings)
    members = queries.members_of(queries.narrowed(visible, wanted))
    return tables.download(request, EXPORT, members, changes={"customers": ("", len(members))})


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Save who is where today, by the rules of the page."""
    actor = requests.actor(request)
    actions.guard(actor)
    rules = _rules(request.POST)
    actions.save(actor, name=request.POST.get("name", "")[:120], settings=rules.settings, now=timezone.now())
    return redirect(f"{reverse('segmentation:home')}?{urlencode(rules.typed)}")


@require_GET
def movement(request: HttpRequest, segmentation_id: int) -> HttpResponse:
    """Who moved since; `?to=` compares with another that was saved."""
    user, other = requests.user_of(request), request.GET.get("to", "")
    before = queries.get(user, segmentation_id)
    after = queries.get(user, int(other)) if other.isdecimal() and len(other) < 10 else None
    page = queries.movement_page(user, before, after)
    others = [segmentation for segmentation in queries.saved() if segmentation.pk != before.pk]
    return render(request, "segmentation/movement.html", {"page": page, "others": others})


def _filter(request: HttpRequest) -> Filter:
    asked = lists.asked(MembersShown, request.GET)
    shown = {name: getattr(asked, name) for name in ("abc", "xyz", "rfm", "serve", "page")}
    return Filter(_rules(request.GET).settings, words=asked.q, **shown)


def _rules(sent: QueryDict) -> RulesInput:
    """What was sent; what was not is as usual."""
    return inputs.read(RulesInput, {name: sent[name] for name in RulesInput.model_fields if name in sent})
