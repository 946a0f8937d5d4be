"""What was delivered in a period: claim it, ask the customer to validate it, settle the difference."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from covalue.core import errors
from covalue.value import actions, forms, queries
from covalue.value.claims.deliveries import Delivered
from covalue.value.models import Claim, Initiative
from covalue.value.queries import ClaimView
from covalue.web import answers, requests


@dataclass(frozen=True)
class ClaimPage:
    """One claim and the claims it replaced, the latest first."""

    view: ClaimView
    history: tuple[ClaimView, ...]
    settle: forms.SettleForm
    today: date


@dataclass(frozen=True)
class ClaimSheet:
    """A claim being typed: its lines beside what the case promised for them."""

    initiative: Initiative
    claim: Claim | None
    title: str
    currency: str
    rows: tuple[tuple[Delivered, Delivered | None], ...]
    fixed: bool


def add(request: HttpRequest, case_id: int) -> HttpResponse:
    """Say what was delivered; the lines begin with what the case promised for the period."""
    initiative = queries.standing(queries.get(requests.user_of(request), case_id))
    case = queries.case(initiative)
    period, lines = queries.suggested(case, _claims(initiative), timezone.localdate())
    asked = forms.PeriodForm(request.GET or None)
    if request.GET and asked.is_valid():
        period, lines = asked.period, queries.lines_for(case, asked.period)
    typed = {"starts_on": period.start, "ends_on": period.end}
    form = forms.ClaimForm(initiative.account, request.POST or None, initial=typed)
    sheet = ClaimSheet(
        initiative, None, _("Claim what was delivered"), case.sheet.currency, _beside(lines, lines), fixed=False
    )
    if request.method != "POST":
        return _typed(request, sheet, form)

    def save() -> Claim:
        return actions.claim(
            requests.actor(request),
            initiative=initiative,
            period=form.period,
            currency=case.sheet.currency,
            lines=forms.lines_typed(request.POST, lines),
            remark=form.cleaned_data["remark"],
            evidence=form.cleaned_data["evidence"],
            now=timezone.now(),
        )

    return _saved(request, sheet, form, save)


@require_GET
def claim(request: HttpRequest, claim_id: int) -> HttpResponse:
    """How a claim stands: claimed, validated, disputed, by line; who was asked and what they signed."""
    found = queries.standing(queries.get_claim(requests.user_of(request), claim_id))
    history, before = [], found.replaces
    while before is not None:
        history.append(queries.view_of_claim(before))
        before = before.replaces
    page = ClaimPage(queries.view_of_claim(found), tuple(history), forms.SettleForm(), timezone.localdate())
    return render(request, "value/claim.html", {"page": page})


def edit(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Change a claim nobody was asked about yet."""
    found = queries.standing(queries.get_claim(requests.user_of(request), claim_id))
    form = _form_of(request, found)
    sheet = ClaimSheet(found.initiative, found, _("Change the claim"), found.currency, _promised(found), fixed=False)
    if request.method != "POST":
        return _typed(request, sheet, form)

    def save() -> Claim:
        return actions.edit_claim(
            requests.actor(request),
            claim=found,
            period=form.period,
            now=timezone.now(),
            lines=forms.lines_typed(request.POST, found.delivered),
            remark=form.cleaned_data["remark"],
            evidence=form.cleaned_data["evidence"],
        )

    return _saved(request, sheet, form, save)


def replace(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Claim the period anew; what they signed stands until they answer."""
    found = queries.standing(queries.get_claim(requests.user_of(request), claim_id))
    form = _form_of(request, found)
    sheet = ClaimSheet(found.initiative, found, _("Claim it anew"), found.currency, _promised(found), fixed=True)
    if request.method != "POST":
        return _typed(request, sheet, form)

    def save() -> Claim:
        return actions.replace_claim(
            requests.actor(request),
            claim=found,
            lines=forms.lines_typed(request.POST, found.delivered),
            remark=form.cleaned_data["remark"],
            evidence=form.cleaned_data["evidence"],
            now=timezone.now(),
        )

    return _saved(request, sheet, form, save)


@require_POST
def settle(request: HttpRequest, claim_id: int) -> HttpResponse:
    found = queries.get_claim(requests.user_of(request), claim_id)
    said = answers.checked(forms.SettleForm(request.POST))
    actions.settle(requests.actor(request), claim=found, words=str(said["words"]), now=timezone.now())
    return answers.back(request, reverse("value:claim", args=[found.pk]))


@require_POST
def unsettle(request: HttpRequest, claim_id: int) -> HttpResponse:
    found = queries.get_claim(requests.user_of(request), claim_id)
    actions.unsettle(requests.actor(request), claim=found, now=timezone.now())
    return answers.back(request, reverse("value:claim", args=[found.pk]))


@require_POST
def remove(request: HttpRequest, claim_id: int) -> HttpResponse:
    found = queries.get_claim(requests.user_of(request), claim_id)
    actions.remove_claim(requests.actor(request), claim=found, now=timezone.now())
    case = reverse("value:case", args=[found.initiative_id])
    undo = reverse("value:restore-claim", args=[found.pk])
    return answers.undoable(request, _("The claim was removed."), undo, case)


@require_POST
def restore(request: HttpRequest, claim_id: int) -> HttpResponse:
    found = queries.get_claim(requests.user_of(request), claim_id)
    actions.restore_claim(requests.actor(request), claim=found, now=timezone.now())
    return redirect("value:claim", found.pk)


def _saved(request: HttpRequest, sheet: ClaimSheet, form: forms.ClaimForm, save: Callable[[], Claim]) -> HttpResponse:
    """Saved and shown, or the page again with what was typed and what is wrong."""
    if not form.is_valid():
        return _typed(request, sheet, form)
    try:
        saved = save()
    except errors.BadInput as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
        return _typed(request, sheet, form)
    return redirect("value:claim", saved.pk)


def _typed(request: HttpRequest, sheet: ClaimSheet, form: forms.ClaimForm) -> HttpResponse:
    amounts = {key.removeprefix("amount-"): value for key, value in request.POST.items() if key.startswith("amount-")}
    page = {"sheet": sheet, "form": form, "typed": amounts}
    return render(request, "value/claim_form.html", page, status=422 if form.errors else 200)


def _form_of(request: HttpRequest, claim: Claim) -> forms.ClaimForm:
    kept = {
        "starts_on": claim.starts_on,
        "ends_on": claim.ends_on,
        "remark": claim.remark,
        "evidence": claim.evidence.all(),
    }
    return forms.ClaimForm(claim.account, request.POST or None, initial=kept)


def _promised(claim: Claim) -> tuple[tuple[Delivered, Delivered | None], ...]:
    return _beside(claim.delivered, queries.lines_for(queries.case(claim.initiative), claim.period))


def _beside(
    lines: tuple[Delivered, ...], promised: tuple[Delivered, ...]
) -> tuple[tuple[Delivered, Delivered | None], ...]:
    by_key = {line.key: line for line in promised}
    return tuple((line, by_key.get(line.key)) for line in lines)


def _claims(initiative: Initiative) -> tuple[ClaimView, ...]:
    return tuple(view for view in queries.claims_of(initiative.account) if view.claim.initiative_id == initiative.pk)
