"""Pages of value cases: one case, its sheet with figures as one types, scenarios, versions; templates to begin with."""

from dataclasses import replace
from typing import Any, Final

from django.contrib import messages
from django.forms import model_to_dict
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from covalue.accounts import queries as accounts
from covalue.action_items import queries as action_items
from covalue.action_items.inputs import ActionInput
from covalue.core import errors, exports
from covalue.people.rules import Right
from covalue.value.account.views import account_page, start_form
from covalue.value.cases import actions, api, figures, numbers, planning, queries, workbook
from covalue.value.cases import sheet as sheets
from covalue.value.cases.inputs import ApartInput, CaseInput, ConfirmInput, NewCase, StartInput, TemplateInput
from covalue.value.cases.numbers import Moved
from covalue.value.cases.page import case_page, figures_page
from covalue.value.cases.sheet_form import formulas_of, name_of, scenarios_typed, sheet_typed
from covalue.value.claims import queries as claims
from covalue.value.models import Initiative
from covalue.value.targets import queries as targets
from covalue.web import requests
from covalue.web.inputs import form_of, read

ActionForm: Final = form_of(ActionInput)
CaseForm: Final = form_of(CaseInput)
ConfirmForm: Final = form_of(ConfirmInput)
TemplateForm: Final = form_of(TemplateInput)


@require_POST
def start(request: HttpRequest, account_id: int) -> HttpResponse:
    """Begin a case and open its sheet; a refused form comes back with what was typed."""
    account = accounts.get(requests.user_of(request), account_id)
    form = start_form(account, request.POST)
    if form.submit(lambda body: api.start_case(request, account_id, NewCase(**_filled(body)))):
        return redirect("value:sheet", form.answer.value.id)
    return account_page(request, account, case_form=form)


@require_GET
def case(request: HttpRequest, case_id: int) -> HttpResponse:
    """What it is worth, to whom, on which assumptions."""
    return _case_page(request, queries.get(requests.user_of(request), case_id))


def edit(request: HttpRequest, case_id: int) -> HttpResponse:
    """Title, target and who leads it."""
    initiative = queries.get(requests.user_of(request), case_id)
    account = initiative.account

    def save(body: CaseInput) -> None:
        values = queries.values_of(account, body)
        actions.edit(requests.actor(request), initiative=initiative, **values, now=timezone.now())

    initial = model_to_dict(initiative, fields=list(CaseInput.model_fields))
    form = CaseForm(request.POST or None, initial=initial, rows=queries.choices(account))
    if form.submit(save):
        return redirect("value:case", initiative.pk)
    context = {"initiative": initiative, "case": queries.case(initiative), "form": form}
    return render(request, "value/cases/edit.html", context, status=422 if form.errors else 200)


def plan(request: HttpRequest, case_id: int) -> HttpResponse:
    """Plan who delivers, or who collects the evidence: an action of the account, filled in from the case."""
    user = requests.user_of(request)
    initiative = queries.get_current(user, case_id)
    account = initiative.account
    view, own = queries.case(initiative), claims.claims_of_case(initiative)
    suggestion = planning.suggested(view, own, user, account.today())
    form = ActionForm(request.POST or None, initial=vars(suggestion), rows=action_items.possible_owners(account))
    if form.submit(lambda body: planning.add(requests.actor(request), initiative, body, now=timezone.now())):
        return redirect("value:case", initiative.pk)
    context = {"initiative": initiative, "form": form, "planned": planning.planned(initiative)}
    return render(request, "value/cases/plan.html", context, status=422 if form.errors else 200)


def sheet(request: HttpRequest, case_id: int) -> HttpResponse:
    """The sheet to type in. Saved by itself; a refusal keeps what was typed on the page, and so does a formula that cannot
    be calculated: the page says which one.
    """
    initiative = queries.get(requests.user_of(request), case_id)
    if request.method != "POST":
        page = figures_page(queries.case(initiative))
        context = {"page": page, "sources": list(sheets.Source), "kinds": list(sheets.CostKind)}
        return render(request, "value/cases/sheet.html", context)
    content = sheet_typed(request.POST.dict(), formulas_of(initiative.sheet))
    content |= {"scenarios": initiative.sheet.get("scenarios", ())}
    saved = _save_sheet(request, initiative, content)
    if not requests.wants_json(request):
        faulty = figures.of(sheets.read(saved.sheet)).where
        if faulty:
            messages.warning(
                request, _("Saved. There are no figures before this is mended: {where}").format(where=faulty)
            )
        return redirect("value:sheet" if faulty else "value:case", initiative.pk)
    keys = [line["key"] for line in saved.sheet["lines"]]
    return JsonResponse({"revision": saved.revision, "keys": keys, "saved": _("Saved")})


@require_POST
def attempt(request: HttpRequest, case_id: int) -> HttpResponse:
    """What the typed sheet would come to; nothing is saved. What cannot be read is said with its field and its row's name."""
    initiative = queries.get(requests.user_of(request), case_id)
    view = queries.case(initiative)
    fields = request.POST.dict()
    try:
        typed = actions.checked_sheet(sheet_typed(fields, formulas_of(initiative.sheet)))
        view = replace(view, sheet=typed, figures=figures.of(typed))
    except errors.BadInput as refused:
        told = {"field": refused.field, "where": name_of(refused.field, fields), "sentence": refused.sentence}
        return JsonResponse({**told, "choices": refused.choices}, status=422)
    return render(request, "value/cases/_results.html", {"page": figures_page(view)})


@require_POST
def move_numbers(request: HttpRequest, case_id: int) -> HttpResponse:
    """What the case would come to with the numbers as they are moved; nothing is saved."""
    initiative = queries.get_current(requests.user_of(request), case_id)
    actions.guard_seen(initiative, _seen_revision(request))
    sheet = sheets.read(initiative.sheet)
    saved = figures.of(sheet)
    if saved.result is None:
        raise errors.WrongState(saved.problem)
    tried = numbers.moved(sheet, saved.result, request.POST.dict())
    if getattr(request, "htmx", False):
        return render(request, "value/cases/_moved.html", {"moved": tried})
    return _case_page(request, initiative, tried)


@require_POST
def apply_numbers(request: HttpRequest, case_id: int) -> HttpResponse:
    """Save the case with the numbers as they were moved."""
    initiative = queries.get_current(requests.user_of(request), case_id)
    actions.guard_seen(initiative, _seen_revision(request))
    sheet = sheets.read(initiative.sheet)
    other = numbers.with_values(sheet, numbers.typed_in(sheet, request.POST.dict()))
    _save_sheet(request, initiative, sheets.stored(other))
    return redirect("value:case", case_id)


def scenarios(request: HttpRequest, case_id: int) -> HttpResponse:
    """What both sides are left with if assumptions turn out otherwise; `?add=` begins with everything at one end."""
    initiative = queries.get(requests.user_of(request), case_id)
    if request.method != "POST":
        page = queries.scenarios(initiative, request.GET.get("add", ""))
        return render(request, "value/cases/scenarios.html", {"page": page})
    names = [row.name for row in queries.numbers_of(sheets.read(initiative.sheet))]
    _save_sheet(request, initiative, initiative.sheet | {"scenarios": scenarios_typed(request.POST.dict(), names)})
    return redirect("value:scenarios", initiative.pk)


@require_GET
def versions(request: HttpRequest, case_id: int) -> HttpResponse:
    """Every sheet that was kept, and what changed."""
    initiative = queries.get(requests.user_of(request), case_id)
    context = {
        "initiative": initiative,
        "case": queries.case(initiative),
        "versions": queries.versions(initiative),
        "today": initiative.account.today(),
    }
    return render(request, "value/cases/versions.html", context)


@require_POST
def revert(request: HttpRequest, case_id: int, number: int) -> HttpResponse:
    revision = queries.get_revision(requests.user_of(request), case_id, number)
    actions.revert(requests.actor(request), revision=revision, now=timezone.now())
    return redirect("value:case", case_id)


@require_GET
def export(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """The case as a workbook: figures, assumptions, lines, money by year."""
    initiative = queries.get(requests.user_of(request), case_id)
    actions.exported(requests.actor(request), initiative=initiative, now=timezone.now())
    file = workbook.of(queries.case(initiative))
    return FileResponse(file, as_attachment=True, filename=f"{initiative.title}.xlsx", content_type=exports.EXCEL_TYPE)


@require_GET
def templates(request: HttpRequest) -> HttpResponse:
    """Everything a case can begin with."""
    user = requests.user_of(request)
    context = {
        "templates": queries.templates_for(user),
        "may_keep": user.may(Right.KEEP_PROGRAMME),
        "today": timezone.localdate(),
    }
    return render(request, "value/cases/templates.html", context)


def keep_template(request: HttpRequest, case_id: int) -> HttpResponse:
    """Keep a case's structure as a template; what it will hold is shown before."""
    initiative = queries.get_current(requests.user_of(request), case_id)
    actions.guard_keeps(requests.actor(request))
    form = TemplateForm(request.POST or None, initial={"title": initiative.title}, rows=queries.template_choices())
    if form.submit(lambda body: api.keep_case_template(request, case_id, body)):
        return redirect("value:templates")
    sheet = actions.without_numbers(sheets.read(initiative.sheet))
    context = {"initiative": initiative, "form": form, "sheet": sheet}
    return render(request, "value/cases/keep.html", context, status=422 if form.errors else 200)


@require_POST
def distinguish(request: HttpRequest, case_id: int, other_id: int) -> HttpResponse:
    """Say why two cases do not count the same money."""
    initiative = queries.get(requests.user_of(request), case_id)
    api.tell_cases_apart(request, case_id, read(ApartInput, {"other": other_id, "why": request.POST.get("why", "")}))
    return redirect("value:account", initiative.account_id)


def _filled(body: StartInput) -> dict[str, Any]:
    """What the form holds, as a program would send it: no template rather than an empty one, and then no language of it."""
    left_out = {name for name in ("template", "language") if not body.template}
    return {name: value for name, value in body.sent.items() if name not in left_out}


def _case_page(request: HttpRequest, initiative: Initiative, moved: Moved | None = None) -> HttpResponse:
    """A case as it is, or with numbers that were moved."""
    today = initiative.account.today()
    page = case_page(requests.user_of(request), initiative, today)
    confirm = ConfirmForm(initial={"on": today}, rows=targets.contact_choices(initiative.account))
    context = {"page": replace(page, moved=moved or page.moved), "confirm": confirm, "today": today}
    return render(request, "value/cases/case.html", context)


def _seen_revision(request: HttpRequest) -> int:
    seen = request.POST.get("seen_revision", "")
    return int(seen) if seen.isdecimal() and len(seen) < 10 else -1


def _save_sheet(request: HttpRequest, initiative: Initiative, content: dict[str, Any]) -> Initiative:
    """Save the sheet unless somebody changed it since the page was read."""
    return actions.write(
        requests.actor(request),
        initiative=initiative,
        sheet=actions.checked_sheet(content),
        seen_revision=_seen_revision(request),
        now=timezone.now(),
    )
