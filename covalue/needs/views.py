"""Ratings of needs, how many clusters, what to call them, and those kept."""

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from covalue.core import errors
from covalue.needs import actions, api, queries
from covalue.needs.inputs import NeedScoresInput, NeedsQuery
from covalue.needs.models import NeedsSegmentation
from covalue.needs.queries import RatePage
from covalue.needs.rules import SCALE, Moved, Placed
from covalue.portfolio.tables import customer_column
from covalue.web import inputs, lists, requests, tables
from covalue.web.tables import Column, Table

MOST_PASTED: Final = 200_000  # characters


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Ratings, numbers of clusters side by side, and the clusters of `?k=`."""
    return _home(request, lists.asked(NeedsQuery, request.GET).k)


@require_POST
def paste(request: HttpRequest) -> HttpResponse:
    """A table copied out of a spreadsheet; lines that are refused are named with why, and stay where they were typed."""
    actor = requests.actor(request)
    actions.guard(actor)
    text = request.POST.get("text", "")[:MOST_PASTED]
    try:
        pasted = actions.paste(actor, text=text, now=timezone.now())
    except errors.BadInput as refused:
        return _home(request, pasted=text, refused=refused.sentence, status=422)
    if pasted.rejects:
        return _home(request, pasted=text, rejects=pasted.rejects, taken=pasted.taken)
    message = ngettext("{n} account was rated.", "{n} accounts were rated.", pasted.taken).format(n=pasted.taken)
    if pasted.new:
        message += " " + _("New needs: {names}.").format(names=", ".join(pasted.new))
    messages.success(request, message)
    return redirect("needs:home")


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the clusters under their names; names that are refused stay in their fields."""
    actor, data = requests.actor(request), request.POST
    actions.guard(actor)
    names, k = data.getlist("names"), _number(data.get("k", ""), 2) or 0
    name, version = data.get("name", ""), data.get("seen", "")
    try:
        segmentation = actions.keep(actor, name=name, k=k, names=names, version=version, now=timezone.now())
    except errors.BadInput as refused:
        return _home(request, k, refused=refused.sentence, names=names, status=422)
    return redirect("needs:kept", segmentation.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: HttpRequest, account_id: int) -> HttpResponse:
    """How much each need means to one account."""
    page = queries.rate_page(requests.user_of(request), account_id)
    form = _rate_form(page)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        ratings = [{"need": need.pk, "score": form.cleaned_data[f"need-{need.pk}"]} for need, _score in page.scores]
        api.rate_needs(request, account_id, inputs.read(NeedScoresInput, {"ratings": ratings}))
        return redirect("needs:home")
    context = {"account": page.account, "form": form}
    return render(request, "needs/rate.html", context, status=422 if form.errors else 200)


@require_GET
def kept(request: HttpRequest, kept_id: int) -> HttpResponse:
    """Segments as they were kept, and who moved between them and `?to=`."""
    other = request.GET.get("to", "")
    other_id = _number(other, 14)
    if other and other_id is None:
        raise errors.NotFound()
    page = queries.kept_page(requests.user_of(request), kept_id, other_id)
    moves = Table[Moved](
        "moves",
        (
            customer_column(page.openable),
            Column("before", lambda move: move.before, gettext_lazy("Before")),
            Column("after", lambda move: move.after, gettext_lazy("After")),
            Column("why", _why, gettext_lazy("Changed needs"), tone=lambda move: "muted"),
        ),
    )
    return render(request, "needs/kept.html", {"page": page, "moves_table": moves})


@require_GET
def export_kept(request: HttpRequest, kept_id: int) -> HttpResponseBase:
    """Every account with its segment and ratings, as CSV or Excel; the audit log says who exported them."""
    segmentation = queries.get_segmentation(requests.user_of(request), kept_id)
    rows = queries.placed(segmentation)
    return tables.download(
        request,
        _export(segmentation),
        rows,
        file_name=f"needs-{segmentation.pk}",
        subject=segmentation,
        changes={"accounts": ("", len(rows))},
    )


def _export(segmentation: NeedsSegmentation) -> Table[Placed]:
    def score(need: str) -> Column[Placed]:
        return Column(need, lambda row: row.scores.get(need))

    own = (Column[Placed]("account", lambda row: row.name), Column[Placed]("segment", lambda row: row.segment))
    return Table("needs segments", (*own, *map(score, segmentation.needs)), stream="needs")


def _why(move: Moved) -> str:
    """The ratings that changed, or what else put an account into another segment."""
    if move.ratings:
        return ", ".join(f"{change.need} {change.before} → {change.after}" for change in move.ratings)
    if move.before and move.after:
        return _("ratings unchanged; other accounts moved")
    return _("rated since") if move.after else _("no longer rated")


def _rate_form(page: RatePage) -> type[forms.Form]:
    choices = [("", "–"), *((score, str(score)) for score in SCALE)]
    fields: dict[str, Any] = {
        f"need-{need.pk}": forms.TypedChoiceField(
            label=need.name, choices=choices, required=False, initial=score, coerce=int, empty_value=None
        )
        for need, score in page.scores
    }
    return type("RateForm", (forms.Form,), fields)


def _home(request: HttpRequest, k: int | None = None, *, status: int = 200, **others: Any) -> HttpResponse:
    page = queries.needs_page(requests.user_of(request), k)
    names = others.pop("names", None) or [""] * len(page.clusters)
    context = {"page": page, "clusters": list(zip(page.clusters, names, strict=False)), **others}
    return render(request, "needs/home.html", context, status=status)


def _number(text: str, most_digits: int) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= most_digits else None
