"""Bringing master data in by the browser: upload, map with a preview, watch, look at the result, undo."""

from dataclasses import asdict
from pathlib import Path

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from covalue.core import errors, exports
from covalue.ledger import actions as ledger
from covalue.ledger.reading import sniff
from covalue.ledger.rules import LedgerInputError
from covalue.masterdata import actions, files, forms, queries
from covalue.masterdata.models import FileImport
from covalue.masterdata.queries import Preview
from covalue.masterdata.rules import DESCRIPTIONS, LEDGER, Noun, suggest
from covalue.web import requests


@require_GET
def imports(request: HttpRequest) -> HttpResponse:
    """Every import one may know of, and the place to drop the next file."""
    user = requests.user_of(request)
    queries.imports_for(user)
    return render(request, "masterdata/imports.html", {"page": queries.imports_page(user)})


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Keep the file and go on to the mapping of what it is about."""
    queries.imports_for(requests.user_of(request))
    file, about, now = request.FILES.get("file"), request.POST.get("about", ""), timezone.now()
    if file is None:
        raise errors.BadInput(_("Choose a file first."), field="file")
    if about == LEDGER:
        kept = ledger.receive(requests.actor(request), upload=file, now=now)
        try:
            sniff(Path(kept.path))
        except LedgerInputError as refused:
            ledger.discard(requests.actor(request), record=kept, now=now)
            raise errors.BadInput(str(refused), field="file") from None
        return redirect("ledger:map", kept.pk)
    record = actions.receive(requests.actor(request), upload=file, noun=_noun(about) if about else None, now=now)
    return redirect("masterdata:map", record.pk)


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
    noun, columns = Noun(record.noun), files.columns_of(Path(record.path))
    if request.method == "POST":
        form = forms.MapColumns(request.POST, noun=noun, columns=columns)
        if not form.is_valid():
            return _map_page(request, record, form, None, status=422)
        if "go" in request.POST:
            return _go(request, record, form)
        return _map_page(request, record, form, _preview(request, record, form), status=200)
    mapping = record.mapping or suggest(noun, columns)
    first = {"source": record.source, **asdict(record.options)}
    first |= {f"map_{name}": column for name, column in mapping.items()}
    asked = forms.MapColumns(first, noun=noun, columns=columns)
    if not asked.is_valid():
        asked = forms.MapColumns(initial=first, noun=noun, columns=columns)
        return _map_page(request, record, asked, None, status=200)
    return _map_page(request, record, asked, _preview(request, record, asked), status=200)


@require_GET
def show(request: HttpRequest, import_id: int) -> HttpResponse:
    """How an import stands; the page asks again by itself while it runs."""
    record = queries.get_import(requests.user_of(request), import_id)
    part = "masterdata/_import.html" if request.headers.get("HX-Request") else "masterdata/import.html"
    return render(request, part, {"record": record, "noun": DESCRIPTIONS[Noun(record.noun)].label})


@require_GET
def rejects(request: HttpRequest, import_id: int) -> HttpResponseBase:
    """The rows that were not taken, in their own columns, with the reason."""
    record = queries.get_import(requests.user_of(request), import_id)
    path = queries.reject_path(record)
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"rejected-{record.noun}-{record.pk}.csv")


@require_POST
def undo(request: HttpRequest, import_id: int) -> HttpResponse:
    record = queries.get_import(requests.user_of(request), import_id)
    actions.ask_undo(requests.actor(request), record=record, now=timezone.now())
    return redirect("masterdata:import", record.pk)


@require_POST
def cancel(request: HttpRequest, import_id: int) -> HttpResponse:
    record = queries.get_import(requests.user_of(request), import_id)
    actions.cancel(requests.actor(request), record=record, now=timezone.now())
    messages.success(request, _("The import was cancelled. What it has imported so far can be undone."))
    return redirect("masterdata:import", record.pk)


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
    request: HttpRequest, record: FileImport, form: forms.MapColumns, preview: Preview | None, *, status: int
) -> HttpResponse:
    page = {"record": record, "form": form, "preview": preview, "about": DESCRIPTIONS[Noun(record.noun)]}
    return render(request, "masterdata/map.html", page, status=status)
