"""Rounds, the criteria they go by, rating, the meeting, decisions, and the watchlist."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
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
from covalue.coverage import queries as coverage
from covalue.people.rules import Right
from covalue.portfolio import queries as portfolio
from covalue.selection import actions, charts, forms, letters, queries, rules, starters, triggers
from covalue.selection.models import CriteriaSet, Criterion, Purpose, Rater, Rating, Round, State
from covalue.selection.queries import Cell, Picture, RatePage, Row
from covalue.web import answers, requests

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_GET
def rounds(request: HttpRequest) -> HttpResponse:
    """Rounds one has a part in; for who directs also criteria, and what is due."""
    user = requests.user_of(request)
    if user.is_guest:
        raise errors.NotFound()
    page = queries.rounds_page(user, timezone.localdate())
    return render(request, "selection/rounds.html", {"page": page})


@get_or_post
def new(request: HttpRequest) -> HttpResponse:
    """Open a round; `?purpose=assessment` begins with the accounts that are due."""
    actor, user = requests.actor(request), requests.user_of(request)
    actions.guard_directs(actor)
    if not queries.current_sets().exists():
        return redirect("selection:new-criteria")
    form = forms.NewRound(user, request.POST or None, initial=_initial(request))
    if request.method == "POST" and form.is_valid():
        with _told_in(form):
            made = actions.open_round(actor, now=timezone.now(), **form.cleaned_data)
            return redirect("selection:round", made.pk)
    return render(request, "selection/new.html", {"form": form}, status=422 if form.errors else 200)


@get_or_post
def new_criteria(request: HttpRequest) -> HttpResponse:
    return _criteria(request, None)


@get_or_post
def criteria(request: HttpRequest, set_id: int) -> HttpResponse:
    actions.guard_directs(requests.actor(request))
    return _criteria(request, queries.get_criteria(set_id))


@require_GET
def round_(request: HttpRequest, round_id: int) -> HttpResponse:
    """The round as one may see it: to rate, how far all are, or the picture."""
    return _round(request, round_id)


def _round(request: HttpRequest, round_id: int, more: forms.Candidates | None = None) -> HttpResponse:
    """With what was typed as candidates where it could not be taken."""
    user = requests.user_of(request)
    page = queries.round_page(user, queries.get(user, round_id))
    told: dict[str, Any] = {"page": page}
    if page.directs and page.round.state != State.DECIDED:
        told |= {
            "borders": forms.Borders(instance=page.round),
            "raters": forms.Raters(),
            "more": more or forms.Candidates(user),
        }
    if page.picture is not None:
        told |= _drawn(request, page.picture)
    return render(request, "selection/round.html", told, status=422 if more else 200)


@require_POST
def borders(request: HttpRequest, round_id: int) -> HttpResponse:
    found = _directed(request, round_id)
    values = answers.checked(forms.Borders(request.POST))
    actions.set_borders(requests.actor(request), round=found, now=timezone.now(), **values)
    return redirect("selection:round", found.pk)


@require_POST
def add_candidates(request: HttpRequest, round_id: int) -> HttpResponse:
    """More accounts to rate; what is refused stays where it was typed."""
    found, form = _directed(request, round_id), forms.Candidates(requests.user_of(request), request.POST)
    if not form.is_valid():
        return _round(request, round_id, form)
    chosen = form.cleaned_data["accounts"]
    try:
        added = actions.add_candidates(requests.actor(request), round=found, candidates=chosen, now=timezone.now())
    except errors.BadInput as refused:
        form.add_error(None, refused.sentence)
        return _round(request, round_id, form)
    answer = reverse("selection:round", args=[found.pk])
    if len(added) == 1:
        said = _("{account} is a candidate.").format(account=added[0])
        return answers.undoable(request, said, reverse("selection:withdraw", args=[added[0].pk]), answer)
    messages.success(request, _added(len(added), len(set(chosen)) - len(added)))
    return redirect(answer)


def _added(new: int, there: int) -> str:
    if not new:
        return ngettext("It was a candidate before.", "All of them were candidates before.", there)
    said = ngettext("{n} account is a candidate now.", "{n} accounts are candidates now.", new).format(n=new)
    return f"{said} {ngettext('{n} was one before.', '{n} were before.', there).format(n=there)}" if there else said


@require_POST
def ask(request: HttpRequest, round_id: int) -> HttpResponse:
    found = _directed(request, round_id)
    user = answers.checked(forms.Raters(request.POST))["user"]
    actions.ask(requests.actor(request), round=found, user=user, now=timezone.now())  # type: ignore[arg-type]
    return redirect("selection:round", found.pk)


@require_POST
def finish(request: HttpRequest, round_id: int) -> HttpResponse:
    rater = _mine(request, round_id)
    actions.finish(requests.actor(request), rater=rater, now=timezone.now())
    return redirect("selection:round", round_id)


@require_POST
def reopen(request: HttpRequest, round_id: int) -> HttpResponse:
    rater = _mine(request, round_id)
    actions.reopen(requests.actor(request), rater=rater, now=timezone.now())
    return redirect("selection:round", round_id)


@require_POST
def close(request: HttpRequest, round_id: int) -> HttpResponse:
    found, anyway = _directed(request, round_id), bool(request.POST.get("anyway"))
    actions.close_rating(requests.actor(request), round=found, anyway=anyway, now=timezone.now())
    return redirect("selection:round", round_id)


@require_POST
def end(request: HttpRequest, round_id: int) -> HttpResponse:
    found = _directed(request, round_id)
    actions.end_round(requests.actor(request), round=found, now=timezone.now())
    return redirect("selection:round", round_id)


@require_POST
def remove(request: HttpRequest, round_id: int) -> HttpResponse:
    found = _directed(request, round_id)
    actions.remove_round(requests.actor(request), round=found, now=timezone.now())
    undo = reverse("selection:restore", args=[found.pk])
    return answers.undoable(request, _("The round was removed."), undo, reverse("selection:rounds"))


@require_POST
def restore(request: HttpRequest, round_id: int) -> HttpResponse:
    found = queries.get_any(requests.user_of(request), round_id)
    actions.restore_round(requests.actor(request), round=found, now=timezone.now())
    return redirect("selection:round", found.pk)


@require_GET
def export(request: HttpRequest, round_id: int) -> HttpResponseBase:
    """The picture as CSV or Excel: a row for each candidate, a column for each criterion."""
    found = _directed(request, round_id)
    picture = queries.picture_of(found)
    events.write(requests.actor(request), "exported round", subject=found, stream=found, now=timezone.now())
    write = exports.excel_response if request.GET.get("format") == "xlsx" else exports.csv_response
    return write(f"round-{found.pk}", _headings(picture), (_values(row) for row in picture.rows))


@require_POST
def leave(request: HttpRequest, rater_id: int) -> HttpResponse:
    rater = queries.get_rater(requests.user_of(request), rater_id)
    actions.leave(requests.actor(request), rater=rater, now=timezone.now())
    return redirect("selection:round", rater.round_id)


@require_GET
def candidate(request: HttpRequest, candidate_id: int) -> HttpResponse:
    """What people gave, side by side; what was agreed and decided."""
    return _meeting(request, candidate_id)


@get_or_post
def rate(request: HttpRequest, candidate_id: int) -> HttpResponse:
    """One's own ratings of a candidate, a criterion a line."""
    user = requests.user_of(request)
    page = queries.rate_page(user, queries.get_candidate(user, candidate_id))
    form = forms.Ratings(page.asked, request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.rate(
            requests.actor(request), rater=page.rater, candidate=page.candidate, given=form.given, now=timezone.now()
        )
        return redirect(_next(page, request))
    return render(request, "selection/rate.html", {"page": page, "form": form}, status=422 if form.errors else 200)


@require_POST
def agree(request: HttpRequest, candidate_id: int, criterion_id: int) -> HttpResponse:
    """Write down what was agreed; a refusal stands where it happened, with what was typed."""
    found = queries.get_candidate(requests.user_of(request), candidate_id)
    actions.guard_directs(requests.actor(request))
    criterion = Criterion.objects.filter(pk=criterion_id, criteria_set=found.round.criteria_set_id).first()
    if criterion is None:
        raise errors.NotFound()
    try:
        values = answers.checked(forms.Agreement(request.POST))
        actions.agree(
            requests.actor(request),
            candidate=found,
            criterion=criterion,
            now=timezone.now(),
            **values,  # type: ignore[arg-type]
        )
    except errors.BadInput as refused:
        wrong = {
            "criterion": criterion.pk,
            "sentence": refused.sentence,
            "score": request.POST.get("score", ""),
            "reason": request.POST.get("reason", ""),
        }
        return _meeting(request, candidate_id, wrong=wrong, status=422)
    return redirect(f"{reverse('selection:candidate', args=[found.pk])}#criterion-{criterion.pk}")


@require_POST
def decide(request: HttpRequest, candidate_id: int) -> HttpResponse:
    found = queries.get_candidate(requests.user_of(request), candidate_id)
    actions.guard_directs(requests.actor(request))
    form = forms.Deciding(found.round, request.POST)
    try:
        values = answers.checked(form)
        actions.decide(requests.actor(request), candidate=found, now=timezone.now(), **values)  # type: ignore[arg-type]
    except (errors.BadInput, errors.WrongState) as refused:
        return _meeting(request, candidate_id, deciding=form, refused=refused.sentence, status=refused.status)
    return redirect("selection:round", found.round_id)


@require_POST
def withdraw(request: HttpRequest, candidate_id: int) -> HttpResponse:
    found = queries.get_candidate(requests.user_of(request), candidate_id)
    actions.withdraw(requests.actor(request), candidate=found, now=timezone.now())
    undo = reverse("selection:put-back", args=[found.pk])
    back = reverse("selection:round", args=[found.round_id])
    return answers.undoable(request, _("The candidate was taken out of the round."), undo, back)


@require_POST
def put_back(request: HttpRequest, candidate_id: int) -> HttpResponse:
    found = queries.get_candidate(requests.user_of(request), candidate_id)
    actions.put_back(requests.actor(request), candidate=found, now=timezone.now())
    return redirect("selection:round", found.round_id)


@get_or_post
def dossier(request: HttpRequest, candidate_id: int) -> HttpResponse:
    """Why a strategic account is given up, and what follows."""
    actor, user = requests.actor(request), requests.user_of(request)
    actions.guard_directs(actor)
    found = queries.get_candidate(user, candidate_id)
    written = getattr(found, "dossier", None)
    form = forms.DossierForm(user, found, request.POST or None, initial=_written(written))
    if request.method == "POST" and form.is_valid():
        with _told_in(form):
            actions.write_dossier(actor, candidate=found, now=timezone.now(), **form.cleaned_data)
            return redirect("selection:dossier", found.pk)
    told = {"form": form, "candidate": found, "dossier": written, "open": found.round.state == State.CONSENSUS}
    return render(request, "selection/dossier.html", told, status=422 if form.errors else 200)


@get_or_post
def letter(request: HttpRequest, candidate_id: int) -> HttpResponse:
    """What is written to those concerned: begun for one, and one's own before it goes."""
    actor, user = requests.actor(request), requests.user_of(request)
    actions.guard_directs(actor)
    found = queries.get_candidate(user, candidate_id)
    begin = {"subject": letters.subject_of(found), "body": letters.body_of(found), "to": queries.concerned(found)}
    form = forms.LetterForm(found, request.POST or None, initial=begin)
    if request.method == "POST" and form.is_valid():
        values = {**form.cleaned_data, "to": list(form.cleaned_data["to"])}
        with _told_in(form):
            actions.send_letter(actor, candidate=found, now=timezone.now(), **values)
            return redirect("selection:letter", found.pk)
    told = {"form": form, "candidate": found, "letter": getattr(found, "letter", None)}
    return render(request, "selection/letter.html", told, status=422 if form.errors else 200)


@require_GET
def watchlist(request: HttpRequest) -> HttpResponse:
    """Strategic accounts something fired on, and the triggers."""
    user = requests.user_of(request)
    if user.is_guest:
        raise errors.NotFound()
    page = triggers.watch_page(user, timezone.localdate())
    may = user.may(Right.CLASSIFY_ACCOUNTS)
    return render(request, "selection/watchlist.html", {"page": page, "may_change": may})


@require_POST
def trigger(request: HttpRequest, trigger_kind: str) -> HttpResponse:
    """Another border, on or off."""
    actions.guard_directs(requests.actor(request))
    if trigger_kind not in set(triggers.Kind):
        raise errors.NotFound()
    values = answers.checked(forms.TriggerForm(request.POST))
    actions.set_trigger(requests.actor(request), kind=trigger_kind, now=timezone.now(), **values)  # type: ignore[arg-type]
    return redirect("selection:watchlist")


@require_GET
def matrix(request: HttpRequest) -> HttpResponse:
    """The newest picture, for the portfolio's page."""
    actions.guard_directs(requests.actor(request))
    picture = queries.newest_picture(requests.user_of(request))
    told = _drawn(request, picture) if picture else {}
    return render(request, "selection/_matrix.html", {"picture": picture, **told})


@contextmanager
def _told_in(form: BaseForm) -> Iterator[None]:
    """What the action refuses stands at its field, beside all that was typed."""
    try:
        yield
    except errors.BadInput as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)


def _criteria(request: HttpRequest, old: CriteriaSet | None) -> HttpResponse:
    """The table of criteria; what is refused keeps what was typed, and “to a hundred” puts the weights in proportion."""
    actor = requests.actor(request)
    actions.guard_directs(actor)
    purpose = (
        old.purpose if old else request.POST.get("purpose") or request.GET.get("purpose") or Purpose.SELECTION.value
    )
    if purpose not in Purpose.values:
        raise errors.BadInput(_("There is no such kind of round."), field="purpose")
    name, refused, rows = (old.name if old else ""), "", []
    if request.method == "POST":
        name, rows = request.POST.get("title", "")[:200], forms.typed_rows(request.POST)
        try:
            sheets = forms.sheets_of(rows)
            if "normalise" in request.POST:
                rows = forms.rows_of(rules.normalised(sheets))
            else:
                actions.keep_criteria(
                    actor, name=name, purpose=purpose, sheets=sheets, replaces=old, now=timezone.now()
                )
                return redirect("selection:rounds")
        except errors.BadInput as problem:
            refused = problem.sentence
    elif old is not None:
        rows = forms.rows_of(one.sheet for one in old.criteria.all())
    else:
        rows = forms.rows_of(starters.criteria(rules.Purpose(purpose)))
    told = {
        "set": old,
        "name": name,
        "purpose": purpose,
        "purposes": Purpose.choices,
        "rows": rows,
        "refused": refused,
        "blank": range(min(2, rules.MOST_CRITERIA - len(rows))),
        "axes": forms.AXES.items(),
        "figures": forms.FIGURES.items(),
    }
    return render(request, "selection/criteria.html", told, status=422 if refused else 200)


def _initial(request: HttpRequest) -> dict[str, Any]:
    purpose = request.GET.get("purpose", Purpose.SELECTION.value)
    chosen = queries.current_sets().filter(purpose=purpose).first()
    due = queries.due(timezone.localdate()) if purpose == Purpose.ASSESSMENT else ()
    accounts_due = [one.account for one in due]
    hours = coverage.hours_of_managers()
    return {"hours": hours, "criteria_set": chosen, "candidates": accounts_due, "places": len(accounts_due) or 5}


def _directed(request: HttpRequest, round_id: int) -> Round:
    """A round of those one directs; only directors come through."""
    actions.guard_directs(requests.actor(request))
    return queries.get(requests.user_of(request), round_id)


def _mine(request: HttpRequest, round_id: int) -> Rater:
    user = requests.user_of(request)
    rater = queries.rater_of(user, queries.get(user, round_id))
    if rater is None:
        raise errors.NotFound()
    return rater


def _next(page: RatePage, request: HttpRequest) -> str:
    if page.after is not None and "back" not in request.POST:
        return reverse("selection:rate", args=[page.after.pk])
    return reverse("selection:round", args=[page.round.pk])


def _drawn(request: HttpRequest, picture: Picture) -> dict[str, Any]:
    currency = portfolio.currency_of(accounts.in_portfolio_of(requests.user_of(request)))
    return {"matrix": charts.matrix(picture, currency), "currency": currency}


def _meeting(
    request: HttpRequest,
    candidate_id: int,
    *,
    wrong: dict[str, Any] | None = None,
    deciding: forms.Deciding | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    user = requests.user_of(request)
    found = queries.get_candidate(user, candidate_id)
    picture = queries.picture_of(found.round)
    place = next((n for n, one in enumerate(picture.rows) if one.candidate.pk == found.pk), None)
    if place is None:
        raise errors.NotFound()
    rows, row, directs = picture.rows, picture.rows[place], user.may(Right.CLASSIFY_ACCOUNTS)
    raters = [view.rater for view in queries.round_page(user, found.round).raters if view.rater.finished_at]
    told = {
        "row": row,
        "round": found.round,
        "raters": raters,
        "cells": [_across(cell, raters) for cell in row.cells],
        "may_agree": directs and found.round.state == State.CONSENSUS,
        "wrong": wrong,
        "refused": refused,
        "form": deciding or forms.Deciding(found.round, initial={"decision": found.decision, "reason": found.reason}),
        "place": place + 1,
        "of": len(rows),
        "before": rows[place - 1] if place else None,
        "after": rows[place + 1] if place + 1 < len(rows) else None,
        "openable": accounts.visible_to(user).filter(pk=found.account_id).exists(),
    }
    return render(request, "selection/candidate.html", told, status=status)


def _across(cell: Cell, raters: list[Rater]) -> tuple[Cell, list[Rating | None], str]:
    """A criterion with what each rater gave, in their order, and where they stand."""
    by_rater = {one.rater_id: one for one in cell.given}
    return cell, [by_rater.get(one.pk) for one in raters], charts.strip(cell.spread.scores, cell.counts)


def _written(written: Any) -> dict[str, Any]:
    if written is None:
        return {}
    names = forms.DossierForm.base_fields
    return {name: getattr(written, name) for name in names}


def _headings(picture: Picture) -> list[str]:
    fixed = ["account", "class before", "worth", "fit", "overall", "among the places", "proposed", "decision", "reason"]
    return [*fixed, *(criterion.name for criterion in picture.criteria)]


def _values(row: Row) -> list[Any]:
    one = row.candidate
    fixed = [
        str(one),
        one.class_before,
        row.standing.worth,
        row.standing.fit,
        row.overall,
        row.among,
        "yes" if row.proposed else str(row.why),
        one.decision,
        one.reason,
    ]
    return [*fixed, *(cell.counts for cell in row.cells)]
