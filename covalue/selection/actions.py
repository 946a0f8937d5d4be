"""What can be done in a round: opened, rated blind, talked through, decided. Who directs the programme directs rounds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from covalue.accounts import actions as accounts
from covalue.accounts.models import Account, AccountClass
from covalue.core import errors, events
from covalue.core.events import Actor
from covalue.people.models import User
from covalue.people.rules import Right
from covalue.selection import figures, queries, rules, tasks
from covalue.selection.models import (
    Agreed,
    Candidate,
    CriteriaSet,
    Criterion,
    Decision,
    Dossier,
    Letter,
    Purpose,
    Rater,
    Rating,
    Round,
    State,
    Trigger,
)
from covalue.selection.rules import CriterionSheet

BECOMES: Final = {
    Decision.SELECT: AccountClass.STRATEGIC,
    Decision.DEVELOP: AccountClass.CANDIDATE,
    Decision.WATCH: AccountClass.WATCH,
    Decision.KEEP: AccountClass.STRATEGIC,
    Decision.DESELECT: AccountClass.KEY,
}  # “not now” leaves the class as it is


@dataclass(frozen=True)
class Given:
    """What one person gives one criterion; None is “cannot judge”."""

    criterion: Criterion
    score: int | None
    evidence: str = ""


@transaction.atomic
def keep_criteria(
    actor: Actor,
    *,
    name: str,
    purpose: Purpose | rules.Purpose | str,
    sheets: Sequence[CriterionSheet],
    now: datetime,
    replaces: CriteriaSet | None = None,
) -> CriteriaSet:
    """Write a set of criteria down, in place of an older one if named; rounds keep the one they were opened with."""
    guard_directs(actor)
    name = _said(name, _("The set needs a name."), "name", 120)
    _guard_sheets(sheets)
    if replaces is not None and hasattr(replaces, "after"):
        raise errors.WrongState(_("Somebody has changed these criteria since. Look at them again."))
    kept = CriteriaSet.objects.create(
        name=name,
        purpose=str(purpose),
        version=replaces.version + 1 if replaces else 1,
        before=replaces,
        kept_by=actor.user,
        kept_at=now,
    )
    Criterion.objects.bulk_create(
        Criterion(criteria_set=kept, position=place, **{**vars(sheet), "axis": sheet.axis.value})
        for place, sheet in enumerate(sheets)
    )
    verb = "changed criteria" if replaces else "wrote criteria"
    events.write(actor, verb, subject=kept, stream=kept, changes={"version": ("", kept.version)}, now=now)
    return kept


@transaction.atomic
def open_round(
    actor: Actor,
    *,
    name: str,
    criteria_set: CriteriaSet,
    candidates: Sequence[Account],
    raters: Sequence[User],
    places: int = 0,
    hours: Decimal | None = None,
    hours_each: Decimal | None = None,
    fit_share: int = 50,
    worth_border: int = 50,
    fit_border: int = 50,
    due_on: date | None = None,
    now: datetime,
) -> Round:
    """Ask people to rate accounts, blind. With `hours` and `hours_each` places are what the capacity gives."""
    guard_directs(actor)
    if hours and hours_each:
        places = rules.places_of(hours, hours_each)
    _guard_numbers(places, fit_share, worth_border, fit_border)
    if due_on is not None and due_on < now.date():
        raise errors.BadInput(_("The day it is due lies in the past."), field="due_on")
    made = Round.objects.create(
        name=_said(name, _("The round needs a name."), "name", 120),
        purpose=criteria_set.purpose,
        criteria_set=criteria_set,
        places=places,
        hours=hours,
        hours_each=hours_each,
        fit_share=fit_share,
        worth_border=worth_border,
        fit_border=fit_border,
        due_on=due_on,
        opened_by=actor.user,
        opened_at=now,
    )
    _put(made, candidates, now)
    for user in raters:
        _ask(made, user, now)
    told = {"candidates": ("", made.candidates.count()), "raters": ("", made.raters.count()), "places": ("", places)}
    events.write(actor, "opened round", subject=made, stream=made, changes=told, now=now)
    return made


@transaction.atomic
def add_candidates(
    actor: Actor, *, round: Round, candidates: Sequence[Account], now: datetime
) -> tuple[Candidate, ...]:
    """More accounts to rate, and those of them that were not there yet. Who had finished has more to do."""
    _guard_open(actor, round)
    added = _put(round, candidates, now)
    if added:
        Rater.objects.filter(round=round, left_at=None).update(finished_at=None)
        told = {"candidates": ("", ", ".join(str(one.account) for one in added))}
        events.write(actor, "added candidates", subject=round, stream=round, changes=told, now=now)
    return tuple(added)


@transaction.atomic
def withdraw(actor: Actor, *, candidate: Candidate, now: datetime) -> None:
    """Take a candidate out of the round; `put_back` brings it and what was given back."""
    _guard_running(actor, candidate.round)
    candidate.withdrawn_at = now
    candidate.save(update_fields=["withdrawn_at"])
    events.write(actor, "withdrew candidate", subject=candidate, stream=candidate.round, now=now)


@transaction.atomic
def put_back(actor: Actor, *, candidate: Candidate, now: datetime) -> None:
    """Undo a withdrawal."""
    _guard_running(actor, candidate.round)
    candidate.withdrawn_at = None
    candidate.save(update_fields=["withdrawn_at"])
    events.write(actor, "put candidate back", subject=candidate, stream=candidate.round, now=now)


@transaction.atomic
def ask(actor: Actor, *, round: Round, user: User, now: datetime) -> Rater:
    """Ask somebody to rate; who had left is asked again and finds what they gave."""
    _guard_open(actor, round)
    rater = _ask(round, user, now)
    events.write(actor, "asked rater", subject=round, stream=round, changes={"rater": ("", user)}, now=now)
    return rater


@transaction.atomic
def leave(actor: Actor, *, rater: Rater, now: datetime) -> None:
    """Somebody rates no more: they themselves say so, or the director does. What they had not finished does not count."""
    _hold(rater.round)
    _guard_in_time(rater.round)
    if actor.user is not None and actor.user.pk != rater.user_id:
        guard_directs(actor)
    rater.left_at = now
    rater.save(update_fields=["left_at"])
    events.write(
        actor, "rater left", subject=rater.round, stream=rater.round, changes={"rater": (rater.user, "")}, now=now
    )


@transaction.atomic
def rate(actor: Actor, *, rater: Rater, candidate: Candidate, given: Iterable[Given], now: datetime) -> None:
    """What one person gives a candidate. The trail keeps that they did, never what."""
    _guard_rates(actor, rater)
    if candidate.round_id != rater.round_id or not queries.is_standing(candidate):
        raise errors.WrongState(_("This account is no candidate of the round any more."))
    mine = {criterion.pk for criterion in queries.judged_criteria(rater.round)}
    for one in given:
        if one.criterion.pk not in mine:
            raise errors.BadInput(_("This is not a criterion of the round."), field="criterion")
        _guard_score(one.criterion, one.score, f"score-{one.criterion.pk}")
        Rating.objects.update_or_create(
            rater=rater,
            candidate=candidate,
            criterion=one.criterion,
            defaults={"score": one.score, "evidence": " ".join(one.evidence.split())[:1000], "rated_at": now},
        )
    if rater.finished_at is not None:
        rater.finished_at = None
        rater.save(update_fields=["finished_at"])
    events.write(actor, "rated", subject=candidate, stream=rater.round, now=now)


@transaction.atomic
def finish(actor: Actor, *, rater: Rater, now: datetime) -> None:
    """Everything is given. Until the round is closed, `reopen` takes it back."""
    _guard_rates(actor, rater)
    missing = queries.missing_of(rater)
    if missing:
        some = ngettext("One rating is missing.", "{n} ratings are missing.", len(missing)).format(n=len(missing))
        raise errors.WrongState(some + " " + _("Give a number, or say that you cannot judge."))
    bare = queries.bare_of(rater)
    if bare:
        said = _("{account}, {criterion}: so strong a rating needs a word of evidence.")
        raise errors.WrongState(said.format(account=bare[0].candidate, criterion=bare[0].criterion))
    rater.finished_at = now
    rater.save(update_fields=["finished_at"])
    events.write(actor, "finished rating", subject=rater.round, stream=rater.round, now=now)


@transaction.atomic
def reopen(actor: Actor, *, rater: Rater, now: datetime) -> None:
    """Not finished after all."""
    _guard_rates(actor, rater)
    rater.finished_at = None
    rater.save(update_fields=["finished_at"])
    events.write(actor, "rates again", subject=rater.round, stream=rater.round, now=now)


@transaction.atomic
def close_rating(actor: Actor, *, round: Round, anyway: bool = False, now: datetime) -> None:
    """From now on all see what all gave. What is not finished does not count; `anyway` says one knows."""
    _guard_open(actor, round)
    waiting = list(round.raters.filter(finished_at=None, left_at=None).select_related("user"))
    if not round.raters.exclude(finished_at=None).exists():
        raise errors.WrongState(_("Nobody has finished rating yet."))
    if waiting and not anyway:
        names = ", ".join(str(rater.user) for rater in waiting)
        raise errors.WrongState(_("Not finished yet: {names}. What they gave would not count.").format(names=names))
    round.state, round.closed_at = State.CONSENSUS, now
    round.save(update_fields=["state", "closed_at"])
    events.write(actor, "closed rating", subject=round, stream=round, now=now)


@transaction.atomic
def agree(
    actor: Actor, *, candidate: Candidate, criterion: Criterion, score: int | None, reason: str = "", now: datetime
) -> None:
    """Write down what the meeting agreed; None goes back to the mean. Where people were apart, why is part of it."""
    _guard_consensus(actor, candidate.round)
    if criterion.criteria_set_id != candidate.round.criteria_set_id or criterion.figure:
        raise errors.BadInput(_("This is not a criterion of the round."), field="criterion")
    before = Agreed.objects.filter(candidate=candidate, criterion=criterion).first()
    if score is None:
        Agreed.objects.filter(candidate=candidate, criterion=criterion).delete()
    else:
        _guard_score(criterion, score, "score")
        spread = queries.spread_of(candidate, criterion)
        reason = " ".join(reason.split())[:1000]
        outside = spread.low is None or not spread.low <= score <= (spread.high or 0)
        if (spread.is_wide or outside) and not reason:
            raise errors.BadInput(
                _("People were apart, or saw it otherwise: write why this was agreed."), field="reason"
            )
        Agreed.objects.update_or_create(
            candidate=candidate,
            criterion=criterion,
            defaults={"score": score, "reason": reason, "agreed_by": actor.user, "agreed_at": now},
        )
    changes = {criterion.name: (before.score if before else "", "" if score is None else score)}
    events.write(actor, "agreed", subject=candidate, stream=candidate.round, changes=changes, now=now)


@transaction.atomic
def set_borders(actor: Actor, *, round: Round, now: datetime, **values: Any) -> Round:
    """Other places, shares or borders (`places`, `fit_share`, `worth_border`, `fit_border`)."""
    _guard_running(actor, round)
    changes = events.changed(round, values)
    if changes:
        _guard_numbers(round.places, round.fit_share, round.worth_border, round.fit_border)
        if "places" in changes:
            round.hours = round.hours_each = None
        round.save()
        events.write(actor, "changed round", subject=round, stream=round, changes=changes, now=now)
    return round


@transaction.atomic
def decide(actor: Actor, *, candidate: Candidate, decision: Decision | str, reason: str, now: datetime) -> Candidate:
    """What becomes of a candidate, and why. It holds once the round is ended; until then it can be changed."""
    _guard_consensus(actor, candidate.round)
    if not queries.is_standing(candidate):
        raise errors.WrongState(_("This account is no candidate of the round any more."))
    if decision not in rules.OF_PURPOSE[rules.Purpose(candidate.round.purpose)]:
        raise errors.BadInput(_("Choose one of the decisions."), field="decision")
    reason = _said(reason, _("A decision needs its reason."), "reason", 2000)
    if decision == Decision.SELECT:
        _guard_selects(candidate)
    before = candidate.decision
    candidate.decision, candidate.reason = Decision(decision), reason
    candidate.decided_by, candidate.decided_at = actor.user, now
    candidate.save()
    changes = {"decision": (before, decision)}  # why stands on the candidate, where a name in it can be forgotten
    events.write(actor, "decided", subject=candidate, stream=candidate.round, changes=changes, now=now)
    return candidate


@transaction.atomic
def end_round(actor: Actor, *, round: Round, now: datetime) -> None:
    """Everything is decided: accounts take the class they were given, and the round can be changed no more."""
    _guard_consensus(actor, round)
    standing = queries.standing_candidates(round)
    open_ones = [str(one) for one in standing if not one.decision]
    if open_ones:
        raise errors.WrongState(_("Not decided yet: {names}.").format(names=", ".join(open_ones)))
    if not standing:
        raise errors.WrongState(_("The round has no candidates."))
    bare = [str(one) for one in standing if one.decision == Decision.DESELECT and not hasattr(one, "dossier")]
    if bare:
        raise errors.WrongState(_("A deselection needs its dossier: {names}.").format(names=", ".join(bare)))
    for one in standing:
        becomes = BECOMES.get(Decision(one.decision))
        if becomes is not None:
            accounts.edit(actor, account=one.account, account_class=becomes.value, now=now)
    round.state, round.decided_at = State.DECIDED, now
    round.save(update_fields=["state", "decided_at"])
    events.write(actor, "ended round", subject=round, stream=round, now=now)


@transaction.atomic
def remove_round(actor: Actor, *, round: Round, now: datetime) -> None:
    """Out of sight; `restore_round` brings it back. One that was decided stays: accounts have their class from it."""
    _guard_running(actor, round)
    round.removed_at = now
    round.save(update_fields=["removed_at"])
    events.write(actor, "removed round", subject=round, stream=round, now=now)


@transaction.atomic
def restore_round(actor: Actor, *, round: Round, now: datetime) -> None:
    """Undo a removal."""
    guard_directs(actor)
    round.removed_at = None
    round.save(update_fields=["removed_at"])
    events.write(actor, "restored round", subject=round, stream=round, now=now)


@transaction.atomic
def send_letter(
    actor: Actor, *, candidate: Candidate, subject: str, body: str, to: Sequence[User], now: datetime
) -> Letter:
    """Write to those concerned, once."""
    guard_directs(actor)
    if candidate.round.state != State.DECIDED:
        raise errors.WrongState(_("The round is not ended yet."))
    if hasattr(candidate, "letter"):
        raise errors.WrongState(_("The letter was sent already."))
    able = {user.pk for user in queries.concerned(candidate)}
    if not to or any(user.pk not in able for user in to):
        raise errors.BadInput(_("Choose among those who work on the account."), field="to")
    letter = Letter.objects.create(
        candidate=candidate,
        subject=_said(subject, _("The letter needs a subject."), "subject", 200),
        body=_said(body, _("The letter is empty."), "body", 10_000, lines=True),
        to=[{"id": user.pk, "name": user.name, "email": user.email} for user in to],
        sent_by=actor.user,
        sent_at=now,
    )
    told = {"to": ("", ", ".join(user.name for user in to))}
    events.write(actor, "told of decision", subject=candidate, stream=candidate.account, changes=told, now=now)
    transaction.on_commit(lambda: tasks.send_letter.enqueue(letter.pk))
    return letter


@transaction.atomic
def write_dossier(actor: Actor, *, candidate: Candidate, now: datetime, **values: Any) -> Dossier:
    """What a deselection costs and brings, how the account is served from then on, and who tells the customer."""
    _guard_consensus(actor, candidate.round)
    if candidate.round.purpose != Purpose.ASSESSMENT:
        raise errors.WrongState(_("Only a strategic account can be deselected, in an assessment."))
    hours = values["hours"]
    instead, needed, brings = values.get("instead"), values.get("instead_hours"), values.get("instead_expected")
    if hours <= 0 or (needed is not None and needed <= 0):
        raise errors.BadInput(_("Hours are more than nothing."), field="hours")
    if (instead is None) != (brings is None) or (instead is None) != (needed is None):
        raise errors.BadInput(
            _("Say which account the hours would go to, how many it takes and what it would bring."), field="instead"
        )
    values["coverage"] = _said(values["coverage"], _("Say how the account is served from now on."), "coverage", 500)
    values["transition"] = _said(
        values["transition"], _("Say how the change is made, step by step."), "transition", 10_000, lines=True
    )
    dossier, _made = Dossier.objects.update_or_create(
        candidate=candidate,
        defaults={**values, "written_by": actor.user, "written_at": now},
    )
    changes = {"opportunity_cost": ("", dossier.opportunity_cost)}
    events.write(actor, "wrote dossier", subject=candidate, stream=candidate.round, changes=changes, now=now)
    return dossier


@transaction.atomic
def set_trigger(actor: Actor, *, kind: str, border: Decimal, on: bool, now: datetime) -> Trigger:
    """When an account goes on the watchlist."""
    guard_directs(actor)
    if border < 0 or border > 1_000_000:
        raise errors.BadInput(_("Choose a border of 0 to 1 000 000."), field="border")
    before = Trigger.objects.filter(kind=kind).first()
    trigger, _made = Trigger.objects.update_or_create(
        kind=kind, defaults={"border": border, "on": on, "changed_by": actor.user, "changed_at": now}
    )
    changes = {"border": (before.border if before else "", border), "on": (before.on if before else "", on)}
    events.write(actor, "changed trigger", name=kind, stream="triggers", changes=changes, now=now)
    return trigger


def guard_directs(actor: Actor) -> None:
    """Whoever directs the programme; to others rounds are not there."""
    if actor.user is not None and not actor.user.may(Right.CLASSIFY_ACCOUNTS):
        raise errors.NotFound()


def _put(round: Round, candidates: Sequence[Account], now: datetime) -> list[Candidate]:
    """Candidates with what the books say of them; who stands there already is left alone."""
    there = {one.account_id: one for one in round.candidates.all()}
    new = [account for account in dict.fromkeys(candidates) if account.pk not in there]
    if len(there) + len(new) > rules.MOST_CANDIDATES:
        said = _("A round has at most {n} candidates: more than that nobody judges with care.")
        raise errors.BadInput(said.format(n=rules.MOST_CANDIDATES), field="candidates")
    put_away = next((account for account in new if account.archived_at is not None), None)
    if put_away is not None:
        raise errors.BadInput(_("{account} was put away.").format(account=put_away), field="candidates")
    books = figures.of_accounts(new, now.date())
    made = [
        Candidate.objects.create(
            round=round,
            account=account,
            class_before=account.account_class,
            figures={name: str(value) for name, value in books.of[account.pk].items()},
        )
        for account in new
    ]
    if books.period is not None and round.figures_to is None:
        round.figures_from, round.figures_to = books.period.start, books.period.end
        round.ledger_version = books.version
        round.save(update_fields=["figures_from", "figures_to", "ledger_version"])
    return made


def _ask(round: Round, user: User, now: datetime) -> Rater:
    if user.is_guest or not user.is_active or user.deactivated_at is not None:
        raise errors.BadInput(_("{user} cannot rate.").format(user=user), field="raters")
    rater, made = Rater.objects.get_or_create(round=round, user=user, defaults={"asked_at": now})
    if not made and rater.left_at is not None:
        rater.left_at, rater.asked_at = None, now
        rater.save(update_fields=["left_at", "asked_at"])
    transaction.on_commit(lambda: tasks.ask_rater.enqueue(rater.pk))
    return rater


def _guard_selects(candidate: Candidate) -> None:
    """Size alone selects nobody; a gate is a gate; and a place can be given once."""
    picture = queries.picture_of(candidate.round)
    row = next(row for row in picture.rows if row.candidate.pk == candidate.pk)
    if not row.standing.gates_met:
        raise errors.WrongState(_("{account} does not meet every gate.").format(account=candidate))
    if row.standing.fit is None:
        raise errors.WrongState(
            _("{account} has no fit: nobody judged enough of it. Size alone selects no account.").format(
                account=candidate
            )
        )
    taken = sum(1 for one in picture.rows if one.candidate.decision == Decision.SELECT and one is not row)
    if taken >= candidate.round.places:
        said = ngettext(
            "The one place is taken. Change the places of the round, or another decision, first.",
            "All {n} places are taken. Change the places of the round, or another decision, first.",
            candidate.round.places,
        )
        raise errors.WrongState(said.format(n=candidate.round.places))


def _guard_sheets(sheets: Sequence[CriterionSheet]) -> None:
    if len(sheets) > rules.MOST_CRITERIA:
        raise errors.BadInput(
            _("At most {n} criteria: a few that matter are judged better.").format(n=rules.MOST_CRITERIA),
            field="criteria",
        )
    names = [sheet.name.strip().lower() for sheet in sheets]
    if not all(names):
        raise errors.BadInput(_("Every criterion needs a name."), field="name")
    if len(set(names)) < len(names):
        raise errors.BadInput(_("Two criteria have the same name."), field="name")
    if not any(s.axis == rules.Axis.FIT for s in sheets) or not any(s.axis == rules.Axis.WORTH for s in sheets):
        raise errors.BadInput(
            _("A set needs criteria of both: worth to us, and strategic fit. Size alone selects no account."),
            field="criteria",
        )
    for sheet in sheets:
        _guard_sheet(sheet)
    for axis, total in rules.sums(sheets).items():
        if total != rules.FULL:
            said = _("The weights of “{axis}” come to {total} %, not 100 %.")
            told = said.format(axis=_axis_name(axis), total=total.normalize().to_eng_string())
            raise errors.BadInput(told, field="weight")


def _axis_name(axis: rules.Axis) -> str:
    from covalue.selection.models import Axis

    return str(Axis(axis.value).label)


def _guard_sheet(sheet: CriterionSheet) -> None:
    if not 0 <= sheet.weight <= rules.FULL:
        raise errors.BadInput(_("{name}: a weight is 0 to 100 %.").format(name=sheet.name), field="weight")
    if sheet.figure:
        if sheet.axis != rules.Axis.WORTH:
            raise errors.BadInput(
                _("{name}: the books say what an account is worth, not how it fits.").format(name=sheet.name),
                field="figure",
            )
        if sheet.bottom is None or sheet.top is None or sheet.bottom == sheet.top:
            raise errors.BadInput(
                _("{name}: say which figure is 0 points and which is 10.").format(name=sheet.name), field="bottom"
            )
    elif sheet.axis != rules.Axis.GATE and not (sheet.low and sheet.high):
        raise errors.BadInput(
            _("{name}: say what 0 and what 10 look like, or everybody rates on a scale of their own.").format(
                name=sheet.name
            ),
            field="low",
        )


def _guard_numbers(places: int, fit_share: int, worth_border: int, fit_border: int) -> None:
    if not 0 <= places <= 500:
        raise errors.BadInput(_("Choose 0 to 500 places."), field="places")
    low, high = rules.FIT_SHARES
    if not low <= fit_share <= high:
        said = _("Fit counts for {low} to {high} %: beyond that, one side alone would choose.")
        raise errors.BadInput(said.format(low=low, high=high), field="fit_share")
    for name, border in (("worth_border", worth_border), ("fit_border", fit_border)):
        if not 0 < border < 100:
            raise errors.BadInput(_("A border lies between 1 and 99."), field=name)


def _guard_score(criterion: Criterion, score: int | None, field: str) -> None:
    if score is None:
        return
    allowed = (0, 10) if criterion.axis == rules.Axis.GATE else range(rules.LOWEST, rules.HIGHEST + 1)
    if score not in allowed:
        raise errors.BadInput(_("{name}: give 0 to 10.").format(name=criterion.name), field=field)


def _hold(round: Round) -> None:
    """The round as it is now, whatever was read before; nobody else changes it until this is done."""
    now = Round.objects.select_for_update()
    round.refresh_from_db(fields=["state", "closed_at", "removed_at", "places"], from_queryset=now)
    if round.removed_at is not None:
        raise errors.NotFound()


def _guard_running(actor: Actor, round: Round) -> None:
    guard_directs(actor)
    _hold(round)
    if round.state == State.DECIDED:
        raise errors.WrongState(_("This round is decided. Open a new one to decide otherwise."))


def _guard_open(actor: Actor, round: Round) -> None:
    _guard_running(actor, round)
    _guard_in_time(round)


def _guard_in_time(round: Round) -> None:
    if round.state != State.RATING:
        raise errors.WrongState(_("Rating is closed."))


def _guard_consensus(actor: Actor, round: Round) -> None:
    _guard_running(actor, round)
    if round.state != State.CONSENSUS:
        raise errors.WrongState(_("Rating is still open: what others gave is not known yet."))


def _guard_rates(actor: Actor, rater: Rater) -> None:
    if actor.user is not None and actor.user.pk != rater.user_id:
        raise errors.NotFound()
    _hold(rater.round)
    rater.refresh_from_db(fields=["left_at", "finished_at"])
    if rater.left_at is not None:
        raise errors.WrongState(_("You left this round. Ask the programme director to ask you again."))
    _guard_in_time(rater.round)


def _said(text: str, missing: str, field: str, most: int, *, lines: bool = False) -> str:
    cleaned = text.strip() if lines else " ".join(text.split())
    if not cleaned:
        raise errors.BadInput(missing, field=field)
    if len(cleaned) > most:
        raise errors.BadInput(_("At most {n} characters.").format(n=most), field=field)
    return cleaned
