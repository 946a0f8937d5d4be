"""Ratings of needs, how many clusters, what to call them, and those kept."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from covalue.accounts import queries as accounts
from covalue.core import errors, events, exports
from covalue.needs import actions, forms, queries
from covalue.needs.models import NeedRating
from covalue.web import answers, requests


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Ratings, numbers of clusters side by side, and the clusters of `?k=`."""
    return _home(request)


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    actions.guard(requests.actor(request))
    values = answers.checked(forms.NeedForm(request.POST))
    actions.add_need(requests.actor(request), name=str(values["name"]), now=timezone.now())
    return redirect("needs:home")


@require_POST
def paste(request: HttpRequest) -> HttpResponse:
    """A table copied out of a spreadsheet; what is not taken is told line by line, and stays where it was typed."""
    actor = requests.actor(request)
    actions.guard(actor)
    text = request.POST.get("text", "")[:200_000]
    try:
        pasted = actions.paste(actor, text=text, now=timezone.now())
    except errors.BadInput as refused:
        return _home(request, pasted=text, refused=refused.sentence, status=422)
    if pasted.rejects:
        return _home(request, pasted=text, rejects=pasted.rejects, taken=pasted.taken)
    said = ngettext("{n} account was rated.", "{n} accounts were rated.", pasted.taken).format(n=pasted.taken)
    if pasted.new:
        said += " " + _("New needs: {names}.").format(names=", ".join(pasted.new))
    messages.success(request, said)
    return redirect("needs:home")


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the clusters under their names."""
    actions.guard(requests.actor(request))
    k, names = _number(request.POST.get("k", "")), request.POST.getlist("names")
    try:
        made = actions.keep(
            requests.actor(request),
            name=request.POST.get("name", ""),
            k=k,
            names=names,
            seen=request.POST.get("seen", ""),
            now=timezone.now(),
        )
    except errors.BadInput as refused:
        return _home(request, k=k, refused=refused.sentence, names=names, status=422)
    return redirect("needs:kept", made.pk)


@require_POST
def remove(request: HttpRequest, need_id: int) -> HttpResponse:
    need = queries.get_need(requests.user_of(request), need_id)
    actions.remove_need(requests.actor(request), need=need, now=timezone.now())
    undo = reverse("needs:restore", args=[need.pk])
    return answers.undoable(request, _("The need was removed."), undo, reverse("needs:home"))


@require_POST
def restore(request: HttpRequest, need_id: int) -> HttpResponse:
    need = queries.get_need(requests.user_of(request), need_id)
    actions.restore_need(requests.actor(request), need=need, now=timezone.now())
    return redirect("needs:home")


@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: HttpRequest, account_id: int) -> HttpResponse:
    """How much each need means to one account."""
    user = requests.user_of(request)
    queries.guard(user)
    account = accounts.in_portfolio_of(user).filter(pk=account_id, archived_at=None).first()
    if account is None:
        raise errors.NotFound()
    needs = list(queries.needs())
    given = dict(NeedRating.objects.filter(account=account).values_list("need", "score"))
    form = forms.RatingsForm(needs, given, request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.rate_account(requests.actor(request), account=account, ratings=form.ratings, now=timezone.now())
        return redirect("needs:home")
    return render(request, "needs/rate.html", {"account": account, "form": form}, status=422 if form.errors else 200)


@require_GET
def kept(request: HttpRequest, kept_id: int) -> HttpResponse:
    """Segments as they were kept, and who moved between them and `?to=`."""
    user, asked = requests.user_of(request), request.GET.get("to", "")
    found = queries.get_kept(user, kept_id)
    other = queries.get_kept(user, _pk(asked)) if asked else None
    return render(request, "needs/kept.html", {"page": queries.kept_page(user, found, other)})


@require_GET
def export_kept(request: HttpRequest, kept_id: int) -> HttpResponseBase:
    """Every account with its segment and ratings, as CSV or Excel; the trail keeps who took them."""
    found = queries.get_kept(requests.user_of(request), kept_id)
    rows = queries.placed(found)
    events.write(
        requests.actor(request),
        "exported needs segments",
        subject=found,
        stream="needs",
        changes={"accounts": ("", len(rows))},
        now=timezone.now(),
    )
    write = exports.excel_response if request.GET.get("format") == "xlsx" else exports.csv_response
    values = ((one.name, one.segment, *(one.scores.get(need) for need in found.needs)) for one in rows)
    return write(f"needs-{found.pk}", ("account", "segment", *found.needs), values)


@require_POST
def remove_kept(request: HttpRequest, kept_id: int) -> HttpResponse:
    found = queries.get_kept(requests.user_of(request), kept_id)
    actions.remove_kept(requests.actor(request), kept=found, now=timezone.now())
    undo = reverse("needs:restore-kept", args=[found.pk])
    return answers.undoable(request, _("The segments were removed."), undo, reverse("needs:home"))


@require_POST
def restore_kept(request: HttpRequest, kept_id: int) -> HttpResponse:
    found = queries.get_kept(requests.user_of(request), kept_id)
    actions.restore_kept(requests.actor(request), kept=found, now=timezone.now())
    return redirect("needs:kept", found.pk)


def _home(request: HttpRequest, *, k: int | None = None, status: int = 200, **told: object) -> HttpResponse:
    page = queries.needs_page(requests.user_of(request), k or _number(request.GET.get("k", "")))
    names = told.pop("names", None) or [""] * (page.k or 0)
    assert isinstance(names, list)
    clusters = list(zip(page.clusters, names, strict=False))
    shown = {"page": page, "clusters": clusters, "need_form": forms.NeedForm(), **told}
    return render(request, "needs/home.html", shown, status=status)


def _pk(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 15):
        raise errors.NotFound()
    return int(text)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else 0
