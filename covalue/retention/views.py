"""Tables of contracts: those kept, one with its fit, typed, edited, counted from a file, removed."""

from pathlib import Path

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from covalue.core import errors, events, exports
from covalue.retention import actions, charts, files, forms, queries
from covalue.retention.actions import Sheet
from covalue.retention.models import ContractTable
from covalue.web import answers, requests


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Tables kept, and the two ways to bring in another."""
    return _home(request, forms.Typed())


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Keep a table that was typed; one that cannot be read stays where it was typed, with the reason."""
    actor, form = requests.actor(request), forms.Typed(request.POST)
    actions.guard(actor)
    try:
        if form.is_valid():
            return redirect("retention:table", actions.add(actor, sheet=form.sheet, now=timezone.now()).pk)
    except errors.BadInput as refused:
        _say(form, refused)
    return _home(request, form, status=422)


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Keep a file and go on to its columns."""
    actor, file = requests.actor(request), request.FILES.get("file")
    actions.guard(actor)
    if file is None:
        return _home(request, forms.Typed(), file_refused=_("Choose a file first."), status=422)
    try:
        table = actions.receive(actor, upload=file, name=request.POST.get("title", ""), now=timezone.now())
    except errors.BadInput as refused:
        return _home(request, forms.Typed(), file_refused=refused.sentence, status=422)
    return redirect("retention:columns", table.pk)


@require_GET
def table(request: HttpRequest, table_id: int) -> HttpResponse:
    """Segments side by side, and one of them drawn."""
    user = requests.user_of(request)
    found = queries.get(user, table_id)
    if not found.segments:
        return redirect("retention:columns", found.pk)
    asked = forms.Look(request.GET)
    answers.checked(asked)
    page = queries.table_page(user, found, asked.terms, request.GET.get("segment", ""))
    first = forms.look_of(page.terms, ahead=page.ahead, held=page.held)
    money = page.chosen.money if page.chosen else None
    form = forms.Look(initial=first, usual_margin=money.margin if money else None, auto_id="look-%s")
    shown: dict[str, object] = {"page": page, "form": form}
    if page.chosen and page.chosen.found:
        period = str(found.get_period_display()).capitalize()
        check = page.chosen.found.check
        shown["survival"] = charts.survival(page.chosen, period)
        shown["retention"] = charts.retention(page.chosen, period)
        shown["check"] = charts.held_out(check) if check else None
    return render(request, "retention/table.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, table_id: int) -> HttpResponse:
    """Name, period, margin, and the counts where they were typed; what is refused stays in the form."""
    found = queries.get(requests.user_of(request), table_id)
    kind = forms.Head if found.path else forms.Typed
    if request.method != "POST":
        return _editing(request, found, kind(initial=forms.values_of(found)), seen=found.version)
    form, seen = (
        kind({**request.POST.dict(), **({"period": found.period} if found.path else {})}),
        _number(request, "seen"),
    )
    try:
        if form.is_valid():
            actions.edit(requests.actor(request), table=found, sheet=_sheet(form), seen=seen, now=timezone.now())
            return redirect("retention:table", found.pk)
    except (errors.BadInput, errors.WrongState) as refused:
        _say(form, refused)
        return _editing(request, found, form, seen=seen, status=refused.status)
    return _editing(request, found, form, seen=seen, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: HttpRequest, table_id: int) -> HttpResponse:
    """Which column of the file is what; counting again with other columns replaces the counts."""
    found = queries.get(requests.user_of(request), table_id)
    if not found.path or not Path(found.path).is_file():
        raise errors.WrongState(_("The file is not there any more. Bring it in again."))
    looked = files.look(Path(found.path))
    if request.method != "POST":
        told = {"period": found.period, "until": found.until, **(found.mapping or files.suggest(looked.columns))}
        return _mapping(request, found, forms.Columns(looked.columns, initial=told))
    form = forms.Columns(looked.columns, request.POST)
    try:
        if form.is_valid():
            values = form.cleaned_data
            actions.count(
                requests.actor(request),
                table=found,
                mapping=form.mapping,
                period=values["period"],
                until=values["until"],
                now=timezone.now(),
            )
            return redirect("retention:table", found.pk)
    except errors.BadInput as refused:
        _say(form, refused)
    return _mapping(request, found, form, status=422)


@require_POST
def remove(request: HttpRequest, table_id: int) -> HttpResponse:
    found = queries.get(requests.user_of(request), table_id)
    actions.remove(requests.actor(request), table=found, now=timezone.now())
    undo = reverse("retention:restore", args=[found.pk])
    return answers.undoable(request, _("The table was removed."), undo, reverse("retention:home"))


@require_POST
def restore(request: HttpRequest, table_id: int) -> HttpResponse:
    found = queries.get(requests.user_of(request), table_id, removed=True)
    actions.restore(requests.actor(request), table=found, now=timezone.now())
    return redirect("retention:table", found.pk)


@require_GET
def export(request: HttpRequest, table_id: int) -> HttpResponseBase:
    """Every period of every segment, as CSV or Excel; the trail keeps who took them."""
    found = queries.get(requests.user_of(request), table_id)
    asked = forms.Look(request.GET)
    answers.checked(asked)
    fitted = queries.fitted(found, asked.terms)
    rows = [
        (
            one.name,
            row.period,
            row.at_risk,
            row.observed,
            row.model,
            row.low,
            row.high,
            row.constant,
            row.retention,
            row.model_retention,
        )
        for one in fitted
        for row in one.rows
    ]
    events.write(
        requests.actor(request),
        "exported contracts",
        subject=found,
        stream=found,
        changes={"rows": ("", len(rows))},
        now=timezone.now(),
    )
    headings = (
        "segment",
        "period",
        "came to renewal",
        "observed share",
        "model share",
        "low",
        "high",
        "constant retention share",
        "observed retention",
        "model retention",
    )
    write = exports.excel_response if request.GET.get("format") == "xlsx" else exports.csv_response
    return write(f"contracts-{found.pk}", headings, rows)


def _home(request: HttpRequest, form: Form, *, file_refused: str = "", status: int = 200) -> HttpResponse:
    listed = queries.tables(requests.user_of(request))
    shown = {
        "tables": listed,
        "form": form,
        "upload": forms.Upload(auto_id="upload-%s"),
        "file_refused": file_refused,
        "gap": files.GAP_DAYS,
    }
    return render(request, "retention/home.html", shown, status=status)


def _editing(request: HttpRequest, found: ContractTable, form: Form, *, seen: int, status: int = 200) -> HttpResponse:
    return render(request, "retention/edit.html", {"table": found, "form": form, "seen": seen}, status=status)


def _mapping(request: HttpRequest, found: ContractTable, form: Form, *, status: int = 200) -> HttpResponse:
    looked = files.look(Path(found.path))
    sample = [[row.get(name, "") for name in looked.columns] for row in looked.sample[:5]]
    shown = {"table": found, "form": form, "looked": looked, "sample": sample}
    return render(request, "retention/columns.html", shown, status=status)


def _sheet(form: Form) -> Sheet:
    if isinstance(form, forms.Typed):
        return form.sheet
    told = form.cleaned_data
    return Sheet(told["name"], told["period"], told["margin"])


def _say(form: Form, refused: errors.Refused) -> None:
    """A refusal beside its field, or above the form."""
    field = getattr(refused, "field", "")
    form.add_error(field if field in form.fields else None, refused.sentence)


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0
