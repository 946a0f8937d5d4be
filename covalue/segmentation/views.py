"""Segments of the customer base, and who moved between two dates."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from covalue.core import errors, events, exports
from covalue.people.models import User
from covalue.segmentation import actions, forms, queries
from covalue.segmentation.queries import Filter
from covalue.segmentation.rules import Settings
from covalue.web import answers, requests


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Value by steadiness, names by when, how often and how much, and the customers behind each figure."""
    wanted = _filter(request)
    page = queries.segments_page(_one_of_ours(request), wanted)
    form = forms.Rules(initial=forms.values_of(wanted.settings), auto_id="rules-%s")
    return render(
        request, "segmentation/home.html", {"page": page, "form": form, "rules": forms.values_of(wanted.settings)}
    )


@require_GET
def export(request: HttpRequest) -> HttpResponseBase:
    """All rows shown, as CSV or Excel; the trail keeps who took them."""
    user, wanted = _one_of_ours(request), _filter(request)
    found = queries.members_of(queries.narrowed(queries.seen_by(user, wanted.settings), wanted))
    events.write(
        requests.actor(request),
        "exported segments",
        now=timezone.now(),
        name="segments",
        changes={"customers": ("", len(found))},
    )
    headings = (
        "key",
        "name",
        "net revenue",
        "value",
        "purchases",
        "days since",
        "variation",
        "ABC",
        "XYZ",
        "R",
        "F",
        "M",
        "segment",
    )
    values = (
        (
            m.key,
            m.name,
            m.net,
            m.value,
            m.purchases,
            m.days_since,
            m.variation,
            m.abc,
            m.xyz,
            m.recency,
            m.frequency,
            m.money,
            m.rfm,
        )
        for m in found
    )
    write = exports.excel_response if request.GET.get("format") == "xlsx" else exports.csv_response
    return write("segments", headings, values)


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep who is where today."""
    actions.guard_keeps(requests.actor(request))
    wanted = _settings(request.POST)
    actions.keep(requests.actor(request), name=request.POST.get("name", ""), wanted=wanted, now=timezone.now())
    return redirect(f"{reverse('segmentation:home')}?{urlencode(forms.values_of(wanted))}")


@require_GET
def movement(request: HttpRequest, segmentation_id: int) -> HttpResponse:
    """Who moved since; `?to=` compares with another that was kept."""
    user = requests.user_of(request)
    before, other = queries.get(user, segmentation_id), request.GET.get("to", "")
    after = queries.get(user, int(other)) if other.isdecimal() and len(other) < 10 else None
    page = queries.movement_page(user, before, after)
    others = [one for one in queries.kept() if one.pk != before.pk]
    return render(request, "segmentation/movement.html", {"page": page, "others": others})


@require_POST
def remove(request: HttpRequest, segmentation_id: int) -> HttpResponse:
    found = queries.get(requests.user_of(request), segmentation_id)
    actions.remove(requests.actor(request), segmentation=found, now=timezone.now())
    undo = reverse("segmentation:restore", args=[found.pk])
    return answers.undoable(request, _("The segmentation was removed."), undo, reverse("segmentation:home"))


@require_POST
def restore(request: HttpRequest, segmentation_id: int) -> HttpResponse:
    found = queries.get(requests.user_of(request), segmentation_id)
    actions.restore(requests.actor(request), segmentation=found, now=timezone.now())
    return redirect("segmentation:home")


def _one_of_ours(request: HttpRequest) -> User:
    user = requests.user_of(request)
    if user.is_guest:
        raise errors.NotFound()
    return user


def _filter(request: HttpRequest) -> Filter:
    asked = request.GET
    page = asked.get("page", "1")
    return Filter(
        settings=_settings(asked),
        abc=asked.get("abc", "")[:1],
        xyz=asked.get("xyz", "")[:1],
        rfm=asked.get("rfm", "")[:20],
        serve=asked.get("serve", "")[:20],
        words=asked.get("q", "").replace("\x00", "")[:200],
        page=max(1, int(page)) if page.isdecimal() and len(page) < 7 else 1,
    )


def _settings(sent: QueryDict) -> Settings:
    """What was sent; what was not is as usual. Raises BadInput."""
    usual = forms.values_of(Settings())
    form = forms.Rules({name: sent.get(name, value) for name, value in usual.items()})
    answers.checked(form)
    return form.settings
