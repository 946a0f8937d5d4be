"""Bringing master data in by the browser: upload, map with a preview, watch, look at the result, undo."""

from pathlib import Path
from typing import Final

from django.contrib import messages
from django.core.files import File
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from covalue.core import errors, exports
from covalue.ledger import actions as ledger
from covalue.ledger.forms import ENCODINGS, said, written
from covalue.ledger.reading import Source
from covalue.ledger.tables import LEDGER_IMPORTS
from covalue.masterdata import actions, api, files, forms, queries
from covalue.masterdata.models import FileImport
from covalue.masterdata.queries import Preview
from covalue.masterdata.rules import DESCRIPTIONS, LEDGER, Noun, suggest
from covalue.masterdata.tables import MASTER_IMPORTS
from covalue.web import requests

OPTIONS: Final = ("invites", "clears_empty", "creates_parents")


@require_GET
def imports(request: HttpRequest) -> HttpResponse:
    """Every import one may know of, and the place to drop the next file."""
    user = requests.user_of(request)
    queries.imports_for(user)
    context = {"page": queries.imports_page(user), "master_table": MASTER_IMPORTS, "ledger_table": LEDGER_IMPORTS}
    return render(request, "masterdata/imports.html", context)


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Keep the file and go on to the mapping of what it is about."""
    queries.imports_for(requests.user_of(request))
    file, about, now = request.FILES.get("file"), request.POST.get("about", ""), timezone.now()
    if file is None:
        raise errors.BadInput(_("Choose a file first."), field="file")
    if about == LEDGER:
        return redirect("ledger:map", ledger.receive(requests.actor(request), upload=file, now=now).pk)
    noun = _noun(about) if about else None
    record = actions.receive(requests.actor(request), upload=file, noun=noun, now=now, asks=True)
    if record.noun:
        return redirect("masterdata:map", record.pk)
    if queries.looks_like_ledger(requests.user_of(request), files.columns_of(Path(record.path))):
        return _as_ledger(request, record)
    return redirect("masterdata:about", record.pk)


def about(request: HttpRequest, import_id: int) -> HttpResponse:
    """What is in a file whose headings do not tell? It is kept meanwhile."""
    user = requests.user_of(request)
    record, page = queries.unnamed(user, import_id), queries.imports_page(user)
    refusal = ""
    if request.method == "POST":
        chosen = request.POST.get("about", "")
        if chosen == LEDGER:
            return _as_ledger(request, record)
        if chosen:
            actions.name(requests.actor(request), record=record, noun=_noun(chosen), now=timezone.now())
            return redirect("masterdata:map", record.pk)
        refusal = _("Choose what is in the file.")
    columns = files.columns_of(Path(record.path))
    sales = queries.reads_like_sales(columns) and not page.ledger
    context = {"record": record, "page": page, "columns": columns, "refusal": refusal, "sales": sales}
    return render(request, "masterdata/about.html", context, status=422 if refusal else 200)


@require_POST
def discard(request: HttpRequest, import_id: int) -> HttpResponse:
    """Away with a file nobody started."""
    api.discard_master_import(request, import_id)
    messages.success(request, _("The file was discarded."))
    return redirect("masterdata:imports")


@require_GET
def template(request: HttpRequest, noun: str) -> HttpResponseBase:
    """An Excel file with the headings and one example."""
    about = _noun(noun)
    queries.guard(requests.user_of(request), about)
    fields = DESCRIPTIONS[about].fields
    return exports.excel_response(
        f"covalue-{about}", [str(field.label) for field in fields], [[field.example for field in fields]]
    )


def map_columns(request: HttpRequest, import_id: int) -> HttpResponse:
    """Say which column is what; the preview shows what would happen, with the reason for what would not."""
    record = queries.get_import(requests.user_of(request), import_id)
    if record.state not in actions.STARTABLE or not Path(record.path).is_file():
        return redirect("masterdata:import", record.pk)
    noun, layout = Noun(record.noun), said(request.POST or request.GET)
    file = files.look(Path(record.path), layout)
    columns = file.columns
    if request.method == "POST":
        form = forms.MapColumns(request.POST, noun=noun, columns=columns, file=file)
        if not form.is_valid():
            return _map_page(request, record, file, form, None, status=422)
        if "go" in request.POST:
            return _go(request, record, form)
        return _map_page(request, record, file, form, _preview(request, record, form), status=200)
    fits = {column for column in record.mapping.values() if not files.is_same_in_all(column)} <= set(columns)
    mapping = record.mapping if record.mapping and fits else suggest(noun, columns, file.sample)
    options = record.options
    values: dict[str, object] = {"source": record.source, **{name: getattr(options, name) for name in OPTIONS}}
    values |= written(layout) | forms.named_so(mapping)
    form = forms.MapColumns(values, noun=noun, columns=columns, file=file)
    if not form.is_valid():
        form = forms.MapColumns(initial=values, noun=noun, columns=columns, file=file)
        return _map_page(request, record, file, form, None, status=200)
    return _map_page(request, record, file, form, _preview(request, record, form), status=200)


@require_GET
def show(request: HttpRequest, import_id: int) -> HttpResponse:
    """How an import stands; the page asks again by itself while it runs."""
    record = queries.get_import(requests.user_of(request), import_id)
    part = "masterdata/_import.html" if request.headers.get("HX-Request") else "masterdata/import.html"
    context = {"record": record, "alone": (record,), "noun": DESCRIPTIONS[Noun(record.noun)].label}
    return render(request, part, context)


@require_GET
def rejects(request: HttpRequest, import_id: int) -> HttpResponseBase:
    """The rows that were not taken, in their own columns, with the reason."""
    return api.get_master_rejects(request, import_id)


@require_GET
def confirm_undo(request: HttpRequest, import_id: int) -> HttpResponse:
    """What an undo takes away and what stays, asked before."""
    record = queries.get_import(requests.user_of(request), import_id)
    template = "ledger/_undo.html" if request.headers.get("HX-Request") else "ledger/undo.html"
    asked = {"record": record, "undoing": queries.undoing(requests.actor(request), record)}
    address, back = (reverse(f"masterdata:{name}", args=[import_id]) for name in ("undo", "import"))
    return render(request, template, {**asked, "address": address, "back": back})


@require_POST
def undo(request: HttpRequest, import_id: int) -> HttpResponse:
    api.undo_master_import(request, import_id)
    return redirect("masterdata:import", import_id)


@require_POST
def cancel(request: HttpRequest, import_id: int) -> HttpResponse:
    api.cancel_master_import(request, import_id)
    messages.success(request, _("The import was cancelled. What it has imported so far can be undone."))
    return redirect("masterdata:import", import_id)


def _as_ledger(request: HttpRequest, record: FileImport) -> HttpResponse:
    """Hand a file that was kept over to the import of the ledger."""
    actor, now = requests.actor(request), timezone.now()
    with Path(record.path).open("rb") as content:
        ledger_import = ledger.receive(actor, upload=File(content, name=record.file_name), now=now)
    actions.discard(actor, record=record, now=now)
    return redirect("ledger:map", ledger_import.pk)


def _noun(text: str) -> Noun:
    if text not in set(Noun):
        raise errors.NotFound()
    return Noun(text)


def _go(request: HttpRequest, record: FileImport, form: forms.MapColumns) -> HttpResponse:
    actions.ask(
        requests.actor(request),
        record=record,
        mapping=form.mapping,
        source=form.cleaned_data["source"],
        options=form.options,
        now=timezone.now(),
    )
    return redirect("masterdata:import", record.pk)


def _preview(request: HttpRequest, record: FileImport, form: forms.MapColumns) -> Preview:
    source = form.cleaned_data["source"].strip()
    return queries.preview(requests.actor(request), record, form.mapping, source=source, options=form.options)


def _map_page(
    request: HttpRequest,
    record: FileImport,
    file: Source,
    form: forms.MapColumns,
    preview: Preview | None,
    *,
    status: int,
) -> HttpResponse:
    about = DESCRIPTIONS[Noun(record.noun)]
    page = {"record": record, "file": file, "form": form, "preview": preview, "about": about, "encodings": ENCODINGS}
    return render(request, "masterdata/map.html", page, status=status)
