"""What our joint work is worth: a case, its sheet with figures as one types, its versions."""

from dataclasses import dataclass, field, replace
from datetime import date

from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from covalue.accounts import queries as accounts
from covalue.core import errors, exports
from covalue.people.rules import Right
from covalue.value import actions, forms, queries
from covalue.value.account.views import account_page
from covalue.value.cases import actions as case_actions
from covalue.value.cases import charts, figures, workbook
from covalue.value.cases import sheet as sheets
from covalue.value.cases.figures import ScenarioView
from covalue.value.claims import deliveries
from covalue.value.claims.deliveries import ClaimState, Standing
from covalue.value.models import Initiative, SignatureRequest
from covalue.value.queries import Agreement, CaseView, ClaimView
from covalue.web import answers, requests
from covalue.web.charts import Drawing


@dataclass(frozen=True)
class Next:
    """What is to be done with a case now."""

    label: str
    href: str


@dataclass(frozen=True)
class CasePage:
    """A case with what is drawn of it; on the case's own page also what it delivered and what was signed."""

    case: CaseView
    tornado: Drawing | None
    claims: tuple[ClaimView, ...] = ()
    money: Standing = field(default_factory=Standing)
    agreements: tuple[Agreement, ...] = ()
    waiting: tuple[SignatureRequest, ...] = ()
    next: Next | None = None
    today: date | None = None
    scenarios: tuple[ScenarioView, ...] = ()
    may_keep: bool = False

    @property
    def shows_value(self) -> bool:
        return self.today is not None


@require_POST
def start(request: HttpRequest, account_id: int) -> HttpResponse:
    """Begin a case and open its sheet."""
    found = accounts.get(requests.user_of(request), account_id)
    form = forms.StartForm(found, request.POST, auto_id="case-%s")
    if not form.is_valid():
        return account_page(request, found, case_form=form)
    told = dict(form.cleaned_data)
    template = told.pop("template")
    sheet = queries.begin_with(template, found.currency or "EUR") if template else None
    initiative = actions.start(requests.actor(request), account=found, sheet=sheet, **told, now=timezone.now())
    return redirect("value:sheet", initiative.pk)


@require_GET
def case(request: HttpRequest, initiative_id: int) -> HttpResponse:
    """What it is worth, to whom, on which assumptions."""
    initiative = queries.get(requests.user_of(request), initiative_id)
    may_keep = requests.user_of(request).may(Right.KEEP_PROGRAMME)
    page = replace(_with_value(_case_page(queries.case(initiative))), may_keep=may_keep)
    confirm = forms.ConfirmForm(initiative.account, initial={"on": timezone.localdate()})
    return render(request, "value/case.html", {"page": page, "confirm": confirm, "today": timezone.localdate()})


def edit(request: HttpRequest, initiative_id: int) -> HttpResponse:
    """Title, target and who leads it."""
    initiative = queries.get(requests.user_of(request), initiative_id)
    form = forms.InitiativeForm(initiative.account, request.POST or None)
    form.initial = {name: getattr(initiative, name) for name in form.fields}
    if request.method == "POST" and form.is_valid():
        actions.edit(requests.actor(request), initiative=initiative, **form.cleaned_data, now=timezone.now())
        return redirect("value:case", initiative.pk)
    page = {"initiative": initiative, "form": form}
    return render(request, "value/edit.html", page, status=422 if form.errors else 200)


def sheet(request: HttpRequest, initiative_id: int) -> HttpResponse:
    """The sheet to type in. Saved by itself; a refusal keeps what was typed on the page."""
    initiative = queries.get(requests.user_of(request), initiative_id)
    if request.method != "POST":
        page = _case_page(queries.case(initiative))
        return render(
            request, "value/sheet.html", {"page": page, "sources": list(sheets.Source), "kinds": list(sheets.CostKind)}
        )
    saved = _save_sheet(request, initiative)
    if not requests.wants_json(request):
        return redirect("value:case", initiative.pk)
    keys = [line["key"] for line in saved.sheet["lines"]]
    return JsonResponse({"revision": saved.revision, "keys": keys, "saved": _("Saved")})


@require_POST
def attempt(request: HttpRequest, initiative_id: int) -> HttpResponse:
    """What the typed sheet would come to; nothing is saved."""
    initiative = queries.get(requests.user_of(request), initiative_id)
    view = queries.case(initiative)
    try:
        typed = actions.checked_sheet(forms.sheet_typed(request.POST.dict()))
    except errors.BadInput as refused:
        told = figures.Figures(None, refused.field, refused.sentence)
        return render(request, "value/_results.html", {"page": _case_page(replace(view, figures=told))})
    tried = replace(view, sheet=typed, figures=figures.of(typed))
    return render(request, "value/_results.html", {"page": _case_page(tried)})


def scenarios(request: HttpRequest, initiative_id: int) -> HttpResponse:
    """What both sides are left with if assumptions turn out otherwise; `?add=` begins with everything at one end."""
    initiative = queries.get(requests.user_of(request), initiative_id)
    if request.method != "POST":
        return render(
            request, "value/scenarios.html", {"page": queries.scenarios(initiative, request.GET.get("add", ""))}
        )
    names = [row.name for row in queries.known_of(sheets.read(initiative.sheet))]
    told = forms.scenarios_typed(request.POST.dict(), names)
    actions.write(
        requests.actor(request),
        initiative=initiative,
        now=timezone.now(),
        seen_revision=_seen(request),
        sheet=actions.checked_sheet({**initiative.sheet, "scenarios": told}),
    )
    return redirect("value:scenarios", initiative.pk)


@require_POST
def confirm(request: HttpRequest, initiative_id: int) -> HttpResponse:
    initiative = queries.get(requests.user_of(request), initiative_id)
    said = answers.checked(forms.ConfirmForm(initiative.account, request.POST))
    actions.confirm(requests.actor(request), initiative=initiative, **said, now=timezone.now())  # type: ignore[arg-type]
    return answers.back(request, reverse("value:case", args=[initiative.pk]))


@require_POST
def withdraw(request: HttpRequest, confirmation_id: int) -> HttpResponse:
    confirmation = queries.get_confirmation(requests.user_of(request), confirmation_id)
    actions.withdraw(requests.actor(request), confirmation=confirmation, now=timezone.now())
    return answers.back(request, reverse("value:case", args=[confirmation.initiative_id]))


@require_GET
def versions(request: HttpRequest, initiative_id: int) -> HttpResponse:
    """Every sheet that was kept, and what changed."""
    initiative = queries.get(requests.user_of(request), initiative_id)
    page = {"initiative": initiative, "versions": queries.versions(initiative), "today": timezone.localdate()}
    return render(request, "value/versions.html", page)


@require_POST
def revert(request: HttpRequest, initiative_id: int, number: int) -> HttpResponse:
    revision = queries.get_revision(requests.user_of(request), initiative_id, number)
    actions.revert(requests.actor(request), revision=revision, now=timezone.now())
    return redirect("value:case", initiative_id)


@require_GET
def export(request: HttpRequest, initiative_id: int) -> HttpResponseBase:
    """The case as a workbook: figures, assumptions, lines, money by year."""
    initiative = queries.get(requests.user_of(request), initiative_id)
    actions.exported(requests.actor(request), initiative=initiative, now=timezone.now())
    file = workbook.of(queries.case(initiative))
    return FileResponse(file, as_attachment=True, filename=f"{initiative.title}.xlsx", content_type=exports.EXCEL_TYPE)


@require_POST
def remove(request: HttpRequest, initiative_id: int) -> HttpResponse:
    initiative = queries.get(requests.user_of(request), initiative_id)
    case_actions.remove(requests.actor(request), initiative=initiative, now=timezone.now())
    listed = reverse("value:account", args=[initiative.account_id])
    undo = reverse("value:restore", args=[initiative.pk])
    return answers.undoable(request, _("The value case was removed."), undo, listed)


@require_POST
def restore(request: HttpRequest, initiative_id: int) -> HttpResponse:
    initiative = queries.get(requests.user_of(request), initiative_id)
    case_actions.restore(requests.actor(request), initiative=initiative, now=timezone.now())
    return redirect("value:case", initiative.pk)


def _save_sheet(request: HttpRequest, initiative: Initiative) -> Initiative:
    return actions.write(
        requests.actor(request),
        initiative=initiative,
        now=timezone.now(),
        sheet=actions.checked_sheet(
            {**forms.sheet_typed(request.POST.dict()), "scenarios": initiative.sheet.get("scenarios", ())}
        ),
        seen_revision=_seen(request),
    )


def _seen(request: HttpRequest) -> int:
    """Which revision somebody saw; one that never was when they do not say."""
    seen = request.POST.get("seen_revision", "")
    return int(seen) if seen.isdecimal() and len(seen) < 10 else -1


def _with_value(page: CasePage) -> CasePage:
    """What the case delivered and what the customer signed."""
    view = page.case
    claims = tuple(
        one for one in queries.claims_of(view.initiative.account) if one.claim.initiative_id == view.initiative.pk
    )
    agreed, waiting = queries.agreements(view), tuple(queries.open_requests(view.initiative))
    money = queries.total_of(claims).get(view.sheet.currency, Standing())
    today = timezone.localdate()
    to_do = _next(view, claims, agreed, bool(waiting), today)
    return replace(page, claims=claims, money=money, agreements=agreed, waiting=waiting, next=to_do, today=today)


def _next(
    view: CaseView, claims: tuple[ClaimView, ...], agreed: tuple[Agreement, ...], waiting: bool, today: date
) -> Next | None:
    """First an agreement; then each period claimed, put to the customer, and settled where they saw it differently."""
    if view.figures.result is None:
        return None
    if not claims and not any(one.holds for one in agreed):
        asking = Next(_("Ask the customer to agree"), reverse("value:ask-case", args=[view.initiative.pk]))
        return None if waiting else asking
    for state, label, address in (
        (ClaimState.DISPUTED, _("Settle {period}"), "value:claim"),
        (ClaimState.DRAFT, _("Ask the customer to validate {period}"), "value:ask-claim"),
    ):
        found = next((one for one in reversed(claims) if one.state == state), None)
        if found is not None:
            return Next(label.format(period=found.claim.label), reverse(address, args=[found.claim.pk]))
    period, _lines = queries.suggested(view, claims, today)
    due = Next(
        _("Claim {period}").format(period=deliveries.said(period)),
        reverse("value:add-claim", args=[view.initiative.pk]),
    )
    return due if period.end < today else None


def _case_page(view: CaseView) -> CasePage:
    result = view.figures.result
    drawn = charts.tornado(result, view.sheet.currency) if result and result.tornado else None
    return CasePage(view, drawn, scenarios=figures.scenarios(view.sheet))
