"""Pages of rounds, their criteria, rating, the meeting, letters and dossiers, and the watchlist."""

from typing import Any, Final

from django import forms as django_forms
from django.contrib import messages
from django.forms import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from covalue.core import errors
from covalue.coverage import queries as coverage
from covalue.lifetime import queries as lifetime
from covalue.people import queries as people
from covalue.portfolio import figures as ledger
from covalue.selection import api, charts, letters, rules, starters
from covalue.selection import watchlist as checks
from covalue.selection.actions import criteria as criteria_actions
from covalue.selection.actions import rating as rating_actions
from covalue.selection.actions import rounds as round_actions
from covalue.selection.forms import AXES, FIGURES, CandidatesForm, RatingsForm, rows_of, sheet_of, typed_rows
from covalue.selection.inputs import AgreedInput, DecisionInput, DossierInput, LetterInput, RoundEdit, RoundInput
from covalue.selection.models import DECISIONS, PURPOSES, CriteriaSet, Round
from covalue.selection.queries import history, picture, rating
from covalue.selection.queries import rounds as queries
from covalue.selection.queries.picture import Picture, Result
from covalue.selection.queries.rating import RatePage
from covalue.selection.rules import OF_PURPOSE, Purpose, State
from covalue.web import answers, requests, tables
from covalue.web.inputs import InputForm, form_of
from covalue.web.tables import Column, Table

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
RoundForm: Final = form_of(RoundInput)
RoundEditForm: Final = form_of(RoundEdit)
AgreedForm: Final = form_of(AgreedInput)
DecisionForm: Final = form_of(DecisionInput)
DossierForm: Final = form_of(DossierInput)
LetterForm: Final = form_of(LetterInput)
FIGURES_OF_RESULT: Final = (
    Column[Result]("account", lambda row: str(row.candidate)),
    Column[Result]("class before", lambda row: row.candidate.class_before),
    Column[Result]("worth", lambda row: row.worth),
    Column[Result]("fit", lambda row: row.fit),
    Column[Result]("overall", lambda row: row.together),
    Column[Result]("selected in share of runs", lambda row: row.among_places),
    Column[Result]("proposed", lambda row: row.why or "yes"),
    Column[Result]("decision", lambda row: row.candidate.decision),
    Column[Result]("reason", lambda row: row.candidate.reason),
)


@require_GET
def rounds(request: HttpRequest) -> HttpResponse:
    """Rounds one has a part in; for whoever directs also criteria, and what is due."""
    page = queries.rounds_page(requests.user_of(request), timezone.localdate())
    return render(request, "selection/rounds.html", {"page": page})


@get_or_post
def new(request: HttpRequest) -> HttpResponse:
    """Open a round; `?purpose=assessment` begins with the accounts that are due."""
    user = requests.user_of(request)
    queries.guard_directs(user)
    sets = queries.current_sets()
    if not sets:
        return redirect("selection:new-criteria")
    rows = {"criteria": sets, "candidates": queries.to_choose_from(user), "raters": people.with_a_role()}
    form = RoundForm(request.POST or None, initial=_new_round(request), rows=rows)
    if form.submit(lambda body: api.open_round(request, _with_places(body))):
        return redirect("selection:round", form.answer.value.pk)
    return render(request, "selection/new.html", {"form": form}, status=422 if form.errors else 200)


@get_or_post
def new_criteria(request: HttpRequest) -> HttpResponse:
    queries.guard_directs(requests.user_of(request))
    return _criteria_page(request, None)


@get_or_post
def criteria(request: HttpRequest, set_id: int) -> HttpResponse:
    queries.guard_directs(requests.user_of(request))
    return _criteria_page(request, queries.get_criteria(set_id))


@require_GET
def round_(request: HttpRequest, round_id: int) -> HttpResponse:
    """The round as one may see it: to rate, how far all are, or the picture."""
    return _round_page(request, round_id)


@require_POST
def add_candidates(request: HttpRequest, round_id: int) -> HttpResponse:
    """More accounts to rate; what is refused stays where it was typed."""
    user = requests.user_of(request)
    round, form = queries.get_directed(user, round_id), CandidatesForm(user, request.POST)
    if not form.is_valid():
        return _round_page(request, round_id, form)
    chosen, actor = form.cleaned_data["accounts"], requests.actor(request)
    try:
        added = round_actions.add_candidates(actor, round, chosen, now=timezone.now())
    except errors.BadInput as refused:
        form.add_error(None, refused.sentence)
        return _round_page(request, round_id, form)
    page = reverse("selection:round", args=[round.pk])
    if len(added) == 1:
        sentence = _("{account} is a candidate.").format(account=added[0])
        return answers.undoable(request, sentence, reverse("selection:withdraw", args=[added[0].pk]), page)
    messages.success(request, _added(len(added), len(set(chosen)) - len(added)))
    return redirect(page)


@require_GET
def export(request: HttpRequest, round_id: int) -> HttpResponseBase:
    """The picture: a row for each candidate, a column for each criterion."""
    round = queries.get_directed(requests.user_of(request), round_id)
    page = picture.picture_of(round)
    points = [Column[Result](each.name, _points(place)) for place, each in enumerate(page.criteria)]
    table = Table[Result]("round", (*FIGURES_OF_RESULT, *points))
    return tables.download(request, table, page.rows, file_name=f"round-{round.pk}", stream=round, subject=round)


@require_GET
def candidate(request: HttpRequest, candidate_id: int) -> HttpResponse:
    """Everybody's ratings side by side; what was agreed and decided."""
    return _candidate_page(request, candidate_id)


@get_or_post
def rate(request: HttpRequest, candidate_id: int) -> HttpResponse:
    """One's own ratings of a candidate, a criterion a line."""
    user = requests.user_of(request)
    page = rating.rate_page(user, queries.get_candidate(user, candidate_id))
    form = RatingsForm(page.ratings, request.POST or None)
    if request.method == "POST" and form.is_valid():
        actor = requests.actor(request)
        rating_actions.rate(actor, page.rater, page.candidate, form.ratings, now=timezone.now())
        return redirect(_after_rating(page, request))
    return render(
        request,
        "selection/rate.html",
        {"page": page, "form": form, "currency": ledger.currency(), "lifetime_caveat": lifetime.caveat},
        status=422 if form.errors else 200,
    )


@require_POST
def agree(request: HttpRequest, candidate_id: int, criterion_id: int) -> HttpResponse:
    """What was agreed; a refusal stands where it happened, with what was typed."""
    candidate = queries.get_directed_candidate(requests.user_of(request), candidate_id)
    if queries.criterion_of(candidate, criterion_id) is None:
        raise errors.NotFound()
    form = AgreedForm(request.POST)
    if form.submit(lambda body: api.agree(request, candidate_id, criterion_id, body)):
        return redirect(f"{reverse('selection:candidate', args=[candidate_id])}#criterion-{criterion_id}")
    return _candidate_page(request, candidate_id, agreed=form, criterion_id=criterion_id, status=422)


@require_POST
def decide(request: HttpRequest, candidate_id: int) -> HttpResponse:
    """A refused decision stands in its form, with what was typed."""
    candidate = queries.get_directed_candidate(requests.user_of(request), candidate_id)
    form = _decision_form(candidate.round, request.POST)
    try:
        if form.submit(lambda body: api.decide_candidate(request, candidate_id, body)):
            return redirect("selection:round", candidate.round_id)
    except errors.WrongState as refused:
        return _candidate_page(request, candidate_id, form=form, refused=refused.sentence, status=refused.status)
    return _candidate_page(request, candidate_id, form=form, status=422)


@get_or_post
def dossier(request: HttpRequest, candidate_id: int) -> HttpResponse:
    """Why a strategic account is given up, and what follows."""
    user = requests.user_of(request)
    candidate = queries.get_directed_candidate(user, candidate_id)
    dossier, is_open = getattr(candidate, "dossier", None), candidate.round.state == State.CONSENSUS
    rows = queries.dossier_rows(user, candidate) if is_open else None
    initial = model_to_dict(dossier, fields=list(DossierInput.model_fields)) if dossier else None
    form = DossierForm(request.POST or None, initial=initial, rows=rows)
    if form.submit(lambda body: api.write_dossier(request, candidate_id, body)):
        return redirect("selection:dossier", candidate_id)
    context = {
        "form": form,
        "candidate": candidate,
        "dossier": dossier,
        "open": is_open,
        "currency": ledger.currency(),
    }
    return render(request, "selection/dossier.html", context, status=422 if form.errors else 200)


@get_or_post
def letter(request: HttpRequest, candidate_id: int) -> HttpResponse:
    """The letter to those concerned: begun for one, and one's own before it is sent."""
    candidate = queries.get_directed_candidate(requests.user_of(request), candidate_id)
    concerned = queries.concerned(candidate)
    subject, body = letters.subject_of(candidate), letters.body_of(candidate)
    initial = {"subject": subject, "body": body, "to": [user.pk for user in concerned]}
    form = LetterForm(request.POST or None, initial=initial, rows={"to": concerned})
    if form.submit(lambda body: api.send_decision_letter(request, candidate_id, body)):
        return redirect("selection:letter", candidate_id)
    context = {"form": form, "candidate": candidate, "letter": getattr(candidate, "letter", None)}
    return render(
        request, "selection/letter.html", context | {"concerned": concerned}, status=422 if form.errors else 200
    )


@require_GET
def watchlist(request: HttpRequest) -> HttpResponse:
    """Strategic accounts for which a check is raised, and the checks."""
    page = checks.watch_page(requests.user_of(request), timezone.localdate())
    return render(request, "selection/watchlist.html", {"page": page})


@require_GET
def matrix(request: HttpRequest) -> HttpResponse:
    """The newest picture, for the portfolio's page."""
    user = requests.user_of(request)
    queries.guard_directs(user)
    newest = picture.newest_picture(user)
    context = _drawn(request, newest) if newest else {}
    return render(request, "selection/_matrix.html", {"picture": newest, **context})


def _new_round(request: HttpRequest) -> dict[str, Any]:
    """What a new round begins with."""
    purpose = request.GET.get("purpose", Purpose.SELECTION.value)
    criteria_set = queries.current_sets().filter(purpose=purpose).first()
    due = history.due(timezone.localdate()) if purpose == Purpose.ASSESSMENT else ()
    return {
        "criteria": criteria_set and criteria_set.pk,
        "candidates": [row.account.pk for row in due],
        "places": len(due) or 5,
        "hours": coverage.hours_of_managers(),
        "hours_each": rules.HOURS_A_PLACE,
        **{name: RoundInput.model_fields[name].default for name in ("fit_share", "worth_border", "fit_border")},
    }


def _with_places(body: RoundInput) -> RoundInput:
    """Places that were typed count, not the hours beside them; without either the form is refused."""
    if "places" in body.sent:
        return body.model_copy(update={"hours": None, "hours_each": None})
    if not (body.hours and body.hours_each):
        raise errors.BadInput(_("Enter the number of slots, or the hours to calculate them from."), field="places")
    return body


def _criteria_page(request: HttpRequest, old: CriteriaSet | None) -> HttpResponse:
    """Criteria as rows; what is refused keeps what was typed, and “to a hundred” puts the weights in proportion."""
    begun = request.POST.get("purpose") or request.GET.get("purpose") or Purpose.SELECTION.value
    purpose = old.purpose if old else begun
    if purpose not in set(Purpose):
        raise errors.BadInput(_("This type of round does not exist."), field="purpose")
    name, refused = old.name if old else "", ""
    rows = rows_of([row.sheet for row in old.criteria.all()] if old else starters.criteria(Purpose(purpose)))
    if request.method == "POST":
        name, rows = request.POST.get("title", "")[:200], typed_rows(request.POST)
        try:
            sheets = [sheet_of(row) for row in rows]
            if "normalise" not in request.POST:
                actor, now = requests.actor(request), timezone.now()
                criteria_actions.save(actor, name=name, purpose=purpose, sheets=sheets, replaces=old, now=now)
                return redirect("selection:rounds")
            rows = rows_of(rules.normalised(sheets))
        except errors.BadInput as problem:
            refused = problem.sentence
    context = {
        "set": old,
        "name": name,
        "purpose": purpose,
        "purposes": PURPOSES.items(),
        "rows": rows + [{}] * min(2, rules.MOST_CRITERIA - len(rows)),
        "refused": refused,
        "axes": AXES.items(),
        "figures": FIGURES.items(),
    }
    return render(request, "selection/criteria.html", context, status=422 if refused else 200)


def _round_page(request: HttpRequest, round_id: int, refused: CandidatesForm | None = None) -> HttpResponse:
    """With what was typed as candidates where it could not be taken."""
    user = requests.user_of(request)
    page = queries.round_page(user, queries.get(user, round_id))
    context: dict[str, Any] = {"page": page}
    if page.directs and page.round.state != State.DECIDED:
        initial = model_to_dict(page.round, fields=list(RoundEdit.model_fields))
        context |= {"edit_form": RoundEditForm(initial=initial), "more": refused or CandidatesForm(user)}
        context |= {"colleagues": people.with_a_role()}
    if page.picture is not None:
        context |= _drawn(request, page.picture)
    return render(request, "selection/round.html", context, status=422 if refused else 200)


def _added(new: int, there: int) -> str:
    """How many accounts became candidates, and how many were before."""
    if not new:
        return ngettext("It was already a candidate.", "All of them were already candidates.", there)
    sentence = ngettext("{n} account is a candidate now.", "{n} accounts are candidates now.", new).format(n=new)
    before = ngettext("{n} was one already.", "{n} were already.", there).format(n=there)
    return f"{sentence} {before}" if there else sentence


def _candidate_page(
    request: HttpRequest,
    candidate_id: int,
    *,
    form: InputForm[DecisionInput] | None = None,
    agreed: InputForm[AgreedInput] | None = None,
    criterion_id: int | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    """The candidate in the meeting; `form`, or `agreed` for one criterion, with what was typed and refused."""
    user = requests.user_of(request)
    candidate = queries.get_candidate(user, candidate_id)
    page = picture.candidate_page(user, candidate)
    decided = {"decision": candidate.decision, "reason": candidate.reason}
    context = {
        "page": page,
        "currency": ledger.currency(),
        "lifetime_caveat": lifetime.caveat,
        "row": page.row,
        "cells": [(cell, ratings, charts.strip(cell.spread.scores, cell.counts)) for cell, ratings in page.cells],
        "form": form or _decision_form(candidate.round, initial=decided),
        "agreed": agreed,
        "criterion_id": criterion_id,
        "refused": refused,
    }
    return render(request, "selection/candidate.html", context, status=status)


def _decision_form(round: Round, *arguments: Any, **options: Any) -> InputForm[DecisionInput]:
    """The decisions of the round's purpose as radio buttons."""
    form = DecisionForm(*arguments, **options, use_required_attribute=False)
    choices = [(decision.value, DECISIONS[decision]) for decision in OF_PURPOSE[Purpose(round.purpose)]]
    decision, reason = form.fields["decision"], form.fields["reason"]
    assert isinstance(decision, django_forms.ChoiceField)
    decision.widget, decision.choices = django_forms.RadioSelect(), choices
    reason.error_messages["required"] = _("Give a reason for the decision.")
    return form


def _after_rating(page: RatePage, request: HttpRequest) -> str:
    if page.after is not None and "back" not in request.POST:
        return reverse("selection:rate", args=[page.after.pk])
    return reverse("selection:round", args=[page.round.pk])


def _drawn(request: HttpRequest, page: Picture) -> dict[str, Any]:
    currency = ledger.currency()
    return {"matrix": charts.matrix(page, currency), "currency": currency}


def _points(place: int) -> Any:
    return lambda row: row.criteria[place].counts
