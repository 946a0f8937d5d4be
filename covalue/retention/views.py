"""Tables of contracts: all, one with its fit, typed, edited, counted from a file."""

from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from covalue.core import errors, money
from covalue.retention import actions, api, charts, files, queries, rules
from covalue.retention.actions import Sheet
from covalue.retention.inputs import ColumnsInput, HeadInput, LookInput, TypedInput, UploadInput
from covalue.retention.models import ContractTable
from covalue.retention.queries import PeriodRow, SegmentFit, TablePage
from covalue.web import inputs, requests, tables
from covalue.web.inputs import InputForm, form_of
from covalue.web.tables import Column, Kind, Table

EXAMPLE: Final = "Year\tRegular\tHigh End\n0\t1000\t1000\n1\t631\t869\n2\t468\t743\n3\t382\t653"
HeadForm: Final = form_of(HeadInput)
TypedForm: Final = form_of(TypedInput)
UploadForm: Final = form_of(UploadInput)
ColumnsForm: Final = form_of(ColumnsInput)
LookForm: Final = form_of(LookInput)
get_or_post = require_http_methods(["GET", "HEAD", "POST"])

EXPORT: Final = Table[tuple[SegmentFit, PeriodRow]](
    "contracts",
    (
        Column("segment", lambda row: row[0].name),
        Column("period", lambda row: row[1].period),
        Column("came to renewal", lambda row: row[1].at_risk, kind=Kind.COUNT),
        Column("observed share", lambda row: row[1].observed, kind=Kind.SHARE),
        Column("model share", lambda row: row[1].model.value, kind=Kind.SHARE),
        Column("low", lambda row: row[1].model.low, kind=Kind.SHARE),
        Column("high", lambda row: row[1].model.high, kind=Kind.SHARE),
        Column("constant retention share", lambda row: row[1].constant, kind=Kind.SHARE),
        Column("observed retention", lambda row: row[1].retention, kind=Kind.SHARE),
        Column("model retention", lambda row: row[1].model_retention, kind=Kind.SHARE),
    ),
)


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """All tables, and the two ways to bring in another."""
    return _home(request, _typed_form())


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Add a table that was typed; one that cannot be read stays where it was typed, with the reason."""
    actor, form = requests.actor(request), _typed_form(request.POST)
    actions.guard(actor)
    if form.submit(lambda body: actions.add(actor, sheet=_sheet(body), now=timezone.now())):
        return redirect("retention:table", form.answer.pk)
    return _home(request, form, status=422)


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Receive a file and go on to its columns."""
    actor, file = requests.actor(request), request.FILES.get("file")
    actions.guard(actor)
    try:
        if file is None:
            raise errors.BadInput(_("Choose a file first."), field="file")
        table = actions.receive(actor, upload=file, name=request.POST.get("title", ""), now=timezone.now())
    except errors.BadInput as refused:
        return _home(request, _typed_form(), file_refused=refused.sentence, status=422)
    return redirect("retention:columns", table.pk)


@require_GET
def table(request: HttpRequest, table_id: int) -> HttpResponse:
    """Segments side by side, and one of them drawn."""
    user = requests.user_of(request)
    table = queries.get(user, table_id)
    if not table.segments:
        return redirect("retention:columns", table.pk)
    look = inputs.posted(LookInput, request.GET)
    page = queries.table_page(user, table, look.terms, request.GET.get("segment", ""))
    query = urlencode({name: value for name, value in request.GET.items() if name not in ("segment", "format")})
    context: dict[str, Any] = {"page": page, "form": _look_form(page), "query": query}
    if page.chosen and page.fit:
        period = str(table.get_period_display()).capitalize()
        context["survival"] = charts.survival(page.chosen.name, page.fit, period)
        context["retention"] = charts.retention(page.chosen.name, page.fit, period)
        context["check"] = charts.held_out(page.fit.check) if page.fit.check else None
    return render(request, "retention/table.html", context)


@get_or_post
def edit(request: HttpRequest, table_id: int) -> HttpResponse:
    """Name, period, margin, and the counts where they were typed; what is refused stays in the form."""
    table = queries.get(requests.user_of(request), table_id)
    make: Any = HeadForm if table.path else _typed_form
    seen, status = table.version, 200
    form = make(initial=_initial(table))
    if request.method == "POST":
        form, seen, status = make(request.POST), _number(request, "seen"), 422
        actor, now = requests.actor(request), timezone.now()
        try:
            if form.submit(lambda body: actions.edit(actor, table=table, sheet=_sheet(body), seen=seen, now=now)):
                return redirect("retention:table", table.pk)
        except errors.WrongState as refused:
            form.add_error(None, refused.sentence)
            status = refused.status
    return render(request, "retention/edit.html", {"table": table, "form": form, "seen": seen}, status=status)


@get_or_post
def columns(request: HttpRequest, table_id: int) -> HttpResponse:
    """Which column of the file is what; counting again with other columns replaces the counts."""
    table = queries.get(requests.user_of(request), table_id)
    if not table.path or not Path(table.path).is_file():
        raise errors.WrongState(_("The file is no longer available. Upload it again."))
    source = files.look(Path(table.path))
    mapping = table.mapping or files.suggest(source.columns)
    initial = {"period": table.period, "until": table.until, **mapping}
    form = _columns_form(source.columns, request.POST or None, initial=initial)
    if form.submit(lambda body: api.count(request, table_id, body)):
        return redirect("retention:table", table.pk)
    sample = [[row.get(name, "") for name in source.columns] for row in source.sample[:5]]
    context = {"table": table, "form": form, "names": source.columns, "sample": sample}
    return render(request, "retention/columns.html", context, status=422 if form.errors else 200)


@require_GET
def export(request: HttpRequest, table_id: int) -> HttpResponseBase:
    """Every period of every segment."""
    table = queries.get(requests.user_of(request), table_id)
    fitted = queries.fitted(table, inputs.posted(LookInput, request.GET).terms)
    rows = [(segment, period) for segment in fitted if segment.fit for period in segment.fit.periods]
    name, changes = f"contracts-{table.pk}", {"rows": ("", len(rows))}
    return tables.download(request, EXPORT, rows, file_name=name, changes=changes, stream=table, subject=table)


def _home(request: HttpRequest, form: forms.Form, *, file_refused: str = "", status: int = 200) -> HttpResponse:
    context = {
        "tables": queries.tables(requests.user_of(request)),
        "form": form,
        "upload": UploadForm(auto_id="upload-%s"),
        "file_refused": file_refused,
        "gap": files.GAP_DAYS,
    }
    return render(request, "retention/home.html", context, status=status)


def _typed_form(*arguments: Any, **options: Any) -> InputForm[TypedInput]:
    """Tabs at the begin and end of the text belong to the table."""
    form = TypedForm(*arguments, **options)
    text = form.fields["text"]
    assert isinstance(text, forms.CharField)
    text.strip = False
    text.widget.attrs |= {"spellcheck": "false", "placeholder": EXAMPLE}
    return form


def _columns_form(names: tuple[str, ...], *arguments: Any, **options: Any) -> InputForm[ColumnsInput]:
    """Each field offers the columns of the file."""
    form = ColumnsForm(*arguments, **options)
    for field in files.FIELDS:
        form.fields[field].widget = forms.Select(choices=[("", "–"), *((name, name) for name in names)])
    return form


def _look_form(page: TablePage) -> InputForm[LookInput]:
    """What was asked for, and what is usual where nothing was."""
    initial = {
        "margin": page.terms.margin,
        "discount": money.typed(page.terms.discount * 100),
        "ahead": page.ahead,
        "held": page.held if page.terms.held is None else page.terms.held,
    }
    form = LookForm(initial=initial, auto_id="look-%s")
    if page.fit and page.fit.money:
        form.fields["margin"].widget.attrs["placeholder"] = money.typed(money.cents(page.fit.money.margin))
    return form


def _initial(table: ContractTable) -> dict[str, Any]:
    text = {} if table.path else {"text": rules.as_text(queries.segments_of(table))}
    return {"name": table.name, "period": table.period, "margin": table.margin, **text}


def _sheet(body: HeadInput) -> Sheet:
    """BadInput for a table that cannot be read."""
    segments = rules.read_table(body.text, body.began) if isinstance(body, TypedInput) else None
    return Sheet(body.name, body.period, body.margin, segments)


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0
