"""Bringing a file in by the browser: upload, map with a preview, watch, look at the result, undo."""

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from covalue.core import days, errors, money
from covalue.ledger import actions, api, fitting, forms, matching, queries
from covalue.ledger.assumptions import Assumed, QuestionError
from covalue.ledger.fitting import Fit, Offer
from covalue.ledger.importing import ImportResult, PreviewRow
from covalue.ledger.mapping import OPTIONS, TURNS, CrossTableError, Mapping, suggest
from covalue.ledger.matching import NOBODY, Proposal
from covalue.ledger.models import HeldDecision, Import, ImportState, SavedMapping, Unknown
from covalue.ledger.reading import Options, Source, sniff
from covalue.ledger.rules import DATES, FIELDS, NUMBERS, LedgerInputError
from covalue.ledger.tables import LEDGER_IMPORTS
from covalue.ledger.undoing import undoing
from covalue.organisation import queries as organisation
from covalue.web import requests

IMPORTS_SHOWN: Final = 100
HELD_SHOWN: Final = 20
OFFERED: Final = 3
MATCHES_SHOWN: Final = 50
MONEY: Final = ("list_amount", "discount", "amount", "cost")
MOST_PLACES: Final = -4  # of a quantity, none where it is whole


@dataclass(frozen=True)
class Heading:
    """A field of the ledger in our words; numbers stand to the right."""

    name: str
    number: bool


@dataclass(frozen=True)
class Cell:
    """A value of a row as it is written."""

    text: str
    number: bool


@dataclass(frozen=True)
class Preview:
    """The first rows as they would come in, with how the file was read, or why it cannot be: a question has choices.

    `unused` are columns no field takes; `result` is what would come of it now; `can_turn` says that it
    is a cross table, whose columns can be turned into rows; `unknown` what becomes of customers without an account;
    `proposals` are customers that are, or may be, accounts there are.
    """

    rows: tuple[PreviewRow, ...]
    refusal: str = ""
    assumed: tuple[Assumed, ...] = ()
    question: QuestionError | None = None
    unused: tuple[str, ...] = ()
    result: ImportResult | None = None
    can_turn: bool = False
    unknown: str = Unknown.KEEP
    proposals: tuple[Proposal, ...] = ()

    @property
    def shown_proposals(self) -> tuple[Proposal, ...]:
        """The first of them, most lines first."""
        return self.proposals[:MATCHES_SHOWN]

    @property
    def more_proposals(self) -> int:
        return len(self.proposals) - len(self.shown_proposals)

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that have a value in some row."""
        return tuple(name for name in FIELDS if any(row.values.get(name) is not None for row in self.rows))

    @property
    def headings(self) -> list[Heading]:
        return [Heading(str(forms.FIELD_NAMES[name]), name in NUMBERS) for name in self.fields]

    @property
    def cells(self) -> list[tuple[PreviewRow, list[Cell]]]:
        return [(row, [_cell(row, name) for name in self.fields]) for row in self.rows]


def _cell(row: PreviewRow, name: str) -> Cell:
    """Money in the currency of its line, as far as the line has one that is known."""
    value, currency = row.values.get(name), str(row.values.get("currency") or "")
    if value is None:
        return Cell("", name in NUMBERS)
    if name in MONEY:
        return Cell(
            money.money(value, currency) if money.is_currency(currency) else money.number(value, 2), number=True
        )
    if name in NUMBERS:
        return Cell(money.number(value, MOST_PLACES), number=True)
    return Cell(days.day(value) if name in DATES else str(value), number=False)


@require_GET
def imports(request: HttpRequest) -> HttpResponse:
    """Every import, and the place to drop the next file."""
    user = requests.user_of(request)
    context = {
        "imports": queries.started(user)[:IMPORTS_SHOWN],
        "not_started": queries.not_started(user)[:IMPORTS_SHOWN],
        "table": LEDGER_IMPORTS,
        "version": queries.table().version,
    }
    return render(request, "ledger/imports.html", context)


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Keep the file and go on to the mapping."""
    queries.imports_for(requests.user_of(request))
    file = request.FILES.get("file")
    if file is None:
        raise errors.BadInput(_("Choose a file first."), field="file")
    record = actions.receive(requests.actor(request), upload=file, now=timezone.now())
    return redirect("ledger:map", record.pk)


def map_columns(request: HttpRequest, import_id: int) -> HttpResponse:
    """Say which column is what; the preview shows what would come in, with the reason for what would not."""
    user = requests.user_of(request)
    record = queries.get_import(user, import_id)
    if record.state not in (ImportState.WAITING, ImportState.FAILED) or not Path(record.path).exists():
        return redirect("ledger:import", record.pk)
    _take_answer(request)
    used = _used(request, record)
    file, refusal = _looked_at(record, _options(request, used))
    if refusal:
        return _map_page(request, record, file, _suggested(request, file, used), Preview((), refusal), status=422)
    if request.method == "POST":
        form = forms.MapColumns(request.POST, file=file, turn=_turn(request))
        if form.is_valid() and (mapping := _usable(form, file)):
            preview = _preview(record, file, mapping, Unknown(form.cleaned_data["unknown"]), _decisions(request))
            if "go" in request.POST and not preview.refusal:
                return _go(request, record, form, replace(mapping, columns=file.columns))
            return _map_page(request, record, file, form, preview, status=422 if "go" in request.POST else 200)
        return _map_page(request, record, file, form, Preview(()), status=422)
    form = _suggested(request, file, used)
    return _map_page(request, record, file, form, _first_preview(record, file, form), status=200, used=used)


@require_GET
def show(request: HttpRequest, import_id: int) -> HttpResponse:
    """How an import stands; the page asks again by itself while it runs."""
    record = queries.get_import(requests.user_of(request), import_id)
    template = "ledger/_import.html" if request.headers.get("HX-Request") else "ledger/import.html"
    rows = queries.held_rows(record, HELD_SHOWN) if record.awaits_decision else ()
    without = queries.without_account(record)
    brought = record.decided.exclude(state=ImportState.UNDONE).last() if record.held else None
    context = {
        "record": record,
        "alone": (record,),
        "held": rows,
        "decisions": HeldDecision.choices,
        "brought": brought,
        "likely": queries.likely_accounts(record),
        "without_account": without,
        "lines_without": sum(customer.lines for customer in without),
    }
    return render(request, template, context)


@require_POST
def discard(request: HttpRequest, import_id: int) -> HttpResponse:
    """Away with a file nobody started."""
    api.discard_import(request, import_id)
    messages.success(request, _("The file was discarded."))
    return redirect("masterdata:imports")


@require_GET
def rejects(request: HttpRequest, import_id: int) -> FileResponse:
    """The rows that were not taken, with their reasons."""
    return api.rejects_of(queries.get_import(requests.user_of(request), import_id))


@require_GET
def held(request: HttpRequest, import_id: int) -> FileResponse:
    """The lines held back, with their reasons."""
    return api.held_of(queries.get_import(requests.user_of(request), import_id))


@require_POST
def decide(request: HttpRequest, import_id: int) -> HttpResponse:
    """Say what becomes of the lines held back, and go on to the import that brings them in."""
    record = queries.get_import(requests.user_of(request), import_id)
    if request.POST.get("decision") not in HeldDecision.values:
        raise errors.BadInput(_("Choose what becomes of these lines."), field="decision")
    decision = HeldDecision(request.POST["decision"])
    brings = actions.bring_held(requests.actor(request), record=record, decision=decision, now=timezone.now())
    return redirect("ledger:import", brings.pk)


@require_POST
def decide_likely(request: HttpRequest, import_id: int) -> HttpResponse:
    """Say of one customer, or of all that look like accounts, whether they are."""
    record = queries.get_import(requests.user_of(request), import_id)
    customers = request.POST.getlist("customer") or list(queries.likely_accounts(record))
    same = request.POST.get("same") == "1"
    actions.decide_likely(requests.actor(request), record=record, customers=customers, same=same, now=timezone.now())
    return redirect("ledger:import", import_id)


@require_POST
def create_accounts(request: HttpRequest, import_id: int) -> HttpResponse:
    """Make accounts of the customers of an import that have none."""
    record = api.create_import_accounts(request, import_id)
    sentence = ngettext("%(n)s account was created.", "%(n)s accounts were created.", record.accounts_created)
    messages.success(request, sentence % {"n": money.count(record.accounts_created)})
    return redirect("ledger:import", import_id)


@require_GET
def confirm_undo(request: HttpRequest, import_id: int) -> HttpResponse:
    """What an undo takes away and what stays, asked before."""
    record = queries.get_import(requests.user_of(request), import_id)
    template = "ledger/_undo.html" if request.headers.get("HX-Request") else "ledger/undo.html"
    addresses = {
        "address": reverse("ledger:undo", args=[import_id]),
        "back": reverse("ledger:import", args=[import_id]),
    }
    return render(request, template, {"record": record, "undoing": undoing(record), **addresses})


@require_POST
def undo(request: HttpRequest, import_id: int) -> HttpResponse:
    record = api.undo_import(request, import_id)
    if record.left:
        messages.warning(request, _("The lines were taken out. Accounts in use by now were kept."))
    else:
        messages.success(request, _("The import was undone. The ledger is as it was before."))
    return redirect("ledger:import", import_id)


def _usable(form: forms.MapColumns, file: Source) -> Mapping | None:
    """The mapping, if every field finds its columns; otherwise the form says which does not."""
    try:
        mapping = form.mapping
        mapping.check(file.columns)
    except LedgerInputError as refused:
        form.add_error(None, str(refused))
        return None
    return mapping


def _go(request: HttpRequest, record: Import, form: forms.MapColumns, mapping: Mapping) -> HttpResponse:
    actor, now, values = requests.actor(request), timezone.now(), form.cleaned_data
    if values["save_as"]:
        actions.save_mapping(actor, name=values["save_as"], mapping=mapping, now=now)
    unknown = Unknown(values["unknown"])
    asked: dict[str, Any] = {"source": values["source"], "unknown": unknown, "decisions": _decisions(request)}
    actions.ask(actor, record=record, mapping=mapping, **asked, now=now)
    return redirect("ledger:import", record.pk)


def _looked_at(record: Import, options: Options) -> tuple[Source, str]:
    """The file, as said; or as found out, and why it is not as said."""
    try:
        return sniff(Path(record.path), options), ""
    except LedgerInputError as refused:
        return sniff(Path(record.path)), str(refused)


def _used(request: HttpRequest, record: Import) -> Offer | None:
    """The saved mapping somebody chose, as far as it fits the file; one that does not fit at all is used as it stands."""
    saved = _saved(request)
    if saved is None or request.method == "POST":
        return None
    path = Path(record.path)
    fit = fitting.fit_to(path, saved.mapping, {Options(): sniff(path)})
    return Offer(saved, fit or Fit(saved.mapping))


def _take_answer(request: HttpRequest) -> None:
    """The answer to the page's question goes before what its field says."""
    setting, _colon, value = request.POST.get("answer", "").partition(":")
    if setting in OPTIONS:
        typed = request.POST.copy()
        typed[setting] = value
        request.POST = typed  # type: ignore[assignment]


def _options(request: HttpRequest, used: Offer | None) -> Options:
    """Where the table is, as the page's form, its address or the mapping used says."""
    if request.method == "POST":
        return replace(forms.said(request.POST), turn=_turn(request))
    said = {name: value for name, value in asdict(forms.said(request.GET)).items() if value}
    options = replace(used.fit.mapping.options if used else Options(), **said)
    return replace(options, turn=_turn(request) or options.turn)


def _turn(request: HttpRequest) -> str:
    """Whether the columns of a cross table are to be turned into rows."""
    turn = str((request.POST or request.GET).get("turn", ""))
    return turn if turn in TURNS else ""


def _suggested(request: HttpRequest, file: Source, used: Offer | None) -> forms.MapColumns:
    """The form as the headings suggest it, or as a saved mapping says; with the settings of the page's address."""
    mapping = used.fit.mapping if used else suggest(file.columns, file.sample)
    chosen = _options(request, used) if request.method == "GET" else forms.said(request.POST)
    mapping = replace(mapping, **{name: value for name, value in asdict(chosen).items() if value})
    first = forms.initial(mapping, currency=organisation.currency(), unknown=queries.usual_unknown())
    form = forms.MapColumns(initial={**first, "source": mapping.source or "erp"}, file=file, turn=mapping.turn)
    form.suggested = mapping
    return form


def _first_preview(record: Import, file: Source, form: forms.MapColumns) -> Preview:
    """The preview of what the form suggests, the currency it starts with included: what is compared is what would come in."""
    suggested, currency = form.suggested, str(form.initial["currency"])
    fields = forms.with_currency(suggested.fields, currency)
    mapping = replace(suggested, fields=fields, source=str(form.initial["source"]))
    return _preview(record, file, mapping, Unknown(form.initial["unknown"]))


def _decisions(request: HttpRequest) -> dict[str, int]:
    """What the page says of customers: an account's number and the customer, one value each; unticked ones are none of ours."""
    shown, ticked = request.POST.getlist("called"), set(request.POST.getlist("match"))
    said = {text: NOBODY for text in shown if text not in ticked} | dict.fromkeys(ticked, 1)
    decided = {}
    for text, is_ours in said.items():
        number, colon, customer = text.partition(":")
        if colon and number.isdecimal():
            decided[customer] = int(number) if is_ours else NOBODY
    return decided


def _preview(
    record: Import, file: Source, mapping: Mapping, unknown: Unknown, decisions: dict[str, int] | None = None
) -> Preview:
    path, said = Path(record.path), decisions or {}
    asked: dict[str, Any] = {"source": mapping.source, "unknown": unknown, "decisions": said}
    try:
        looked = actions.preview(path, mapping, **asked, temp_dir=path.parent)
    except QuestionError as question:
        return Preview((), str(question), question=question)
    except LedgerInputError as refused:
        return Preview((), str(refused), can_turn=isinstance(refused, CrossTableError))
    unused = mapping.unused(file.columns)
    met: tuple[Proposal, ...] = ()
    if looked.result:
        met = matching.proposals(mapping.source, looked.result, same_names=mapping.same_names, decisions=said)
    return Preview(
        looked.rows, assumed=looked.assumed, unused=unused, result=looked.result, unknown=unknown, proposals=met
    )


def _map_page(
    request: HttpRequest,
    record: Import,
    file: Source,
    form: forms.MapColumns,
    preview: Preview,
    *,
    status: int,
    used: Offer | None = None,
) -> HttpResponse:
    saved = list(queries.saved_mappings(requests.user_of(request)))
    is_asked = request.method == "GET" and used is None
    offers = queries.offers(Path(record.path), file, saved) if is_asked else ()
    page = {
        "record": record,
        "file": file,
        "form": form,
        "preview": preview,
        "encodings": forms.ENCODINGS,
        "saved": saved,
        "used": used,
        "offers": [(offer, form.named(offer.fit.mapping)) for offer in offers[:OFFERED]],
    }
    return render(request, "ledger/map.html", page, status=status)


def _saved(request: HttpRequest) -> SavedMapping | None:
    mapping_id = request.GET.get("mapping", "")
    if not mapping_id.isdecimal():
        return None
    saved = queries.saved_mappings(requests.user_of(request)).filter(pk=int(mapping_id)).first()
    return saved if saved and saved.is_readable else None
