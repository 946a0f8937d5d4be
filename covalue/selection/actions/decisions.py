"""Agreeing and deciding in the meeting, ending the round, and the letter to those concerned."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from covalue.accounts import actions as accounts
from covalue.accounts.models import AccountClass
from covalue.core import errors, events, jobs
from covalue.core.events import Actor
from covalue.people.models import User
from covalue.selection import rules
from covalue.selection.actions import guards
from covalue.selection.models import Agreed, Candidate, Criterion, Letter, Round
from covalue.selection.queries import picture, rating, rounds
from covalue.selection.rules import Decision, Obstacle, Purpose, State

CLASS_AFTER: Final = {
    Decision.SELECT: AccountClass.STRATEGIC,
    Decision.DEVELOP: AccountClass.CANDIDATE,
    Decision.WATCH: AccountClass.WATCH,
    Decision.KEEP: AccountClass.STRATEGIC,
    Decision.DESELECT: AccountClass.KEY,
}  # “not now” leaves the class as it is


@transaction.atomic
def agree(
    actor: Actor, candidate: Candidate, criterion: Criterion, score: int | None, *, reason: str = "", now: datetime
) -> None:
    """Set the score the meeting agreed; None goes back to the mean. A reason is needed where people were apart."""
    guards.rating_closed(actor, candidate.round)
    if criterion.criteria_set_id != candidate.round.criteria_set_id or criterion.figure:
        raise errors.BadInput(_("This is not a criterion of the round."), field="criterion")
    before = Agreed.objects.filter(candidate=candidate, criterion=criterion).first()
    if score is None:
        Agreed.objects.filter(candidate=candidate, criterion=criterion).delete()
    else:
        guards.score(criterion, score, "score")
        spread, reason = picture.spread_of(candidate, criterion), " ".join(reason.split())
        outside = spread.low is None or not spread.low <= score <= (spread.high or 0)
        if (spread.is_wide or outside) and not reason:
            sentence = _("Ratings were far apart, or the agreed score differs from them: explain why this was agreed.")
            raise errors.BadInput(sentence, field="reason")
        values = {"score": score, "reason": reason, "agreed_by": actor.user, "agreed_at": now}
        Agreed.objects.update_or_create(candidate=candidate, criterion=criterion, defaults=values)
    changes = {criterion.name: (before.score if before else "", "" if score is None else score)}
    events.write(actor, "agreed", subject=candidate, stream=candidate.round, changes=changes, now=now)


@transaction.atomic
def decide(actor: Actor, candidate: Candidate, decision: Decision | str, reason: str, *, now: datetime) -> Candidate:
    """Decide about a candidate, with a reason. It can be changed until the round is ended."""
    guards.rating_closed(actor, candidate.round)
    if not rating.is_standing(candidate):
        raise errors.WrongState(_("This account is no longer a candidate of the round."))
    if decision not in rules.OF_PURPOSE[Purpose(candidate.round.purpose)]:
        raise errors.BadInput(_("Choose one of the decisions."), field="decision")
    reason = guards.text(reason, _("Give a reason for the decision."), "reason", 2000)
    if decision == Decision.SELECT:
        _guard_selection(candidate)
    before = candidate.decision
    candidate.decision, candidate.reason = Decision(decision).value, reason
    candidate.decided_by, candidate.decided_at = actor.user, now
    candidate.save()
    changes = {
        "decision": (before, candidate.decision)
    }  # the reason is on the candidate only, where names can be erased
    events.write(actor, "decided", subject=candidate, stream=candidate.round, changes=changes, now=now)
    return candidate


@transaction.atomic
def end_round(actor: Actor, round: Round, *, now: datetime) -> Round:
    """Everything is decided: accounts take their class, and the round can be changed no more."""
    guards.rating_closed(actor, round)
    candidates = rating.standing_candidates(round)
    if names := ", ".join(str(candidate) for candidate in candidates if not candidate.decision):
        raise errors.WrongState(_("Not decided yet: {names}.").format(names=names))
    if not candidates:
        raise errors.WrongState(_("The round has no candidates."))
    given_up = [candidate for candidate in candidates if candidate.decision == Decision.DESELECT]
    if names := ", ".join(str(candidate) for candidate in given_up if not hasattr(candidate, "dossier")):
        raise errors.WrongState(_("A deselection needs its dossier: {names}.").format(names=names))
    for candidate in candidates:
        account_class = CLASS_AFTER.get(Decision(candidate.decision))
        if account_class is not None:
            accounts.edit(actor, account=candidate.account, account_class=account_class.value, now=now)
    round.state, round.decided_at = State.DECIDED, now
    round.save(update_fields=["state", "decided_at"])
    events.write(actor, "ended round", subject=round, stream=round, now=now)
    return round


@transaction.atomic
def send_letter(
    actor: Actor, candidate: Candidate, *, subject: str, body: str, to: Sequence[User], now: datetime
) -> Letter:
    """Write to those concerned, once."""
    guards.directs(actor)
    if candidate.round.state != State.DECIDED:
        raise errors.WrongState(_("The round has not ended yet."))
    if hasattr(candidate, "letter"):
        raise errors.WrongState(_("This letter has already been sent."))
    to = rounds.readers_of(candidate, [user.pk for user in to])
    letter = Letter.objects.create(
        candidate=candidate,
        subject=guards.text(subject, _("Enter a subject."), "subject", 200),
        body=guards.text(body, _("Enter a text for the letter."), "body", 10_000, lines=True),
        to=[{"id": user.pk, "name": user.name, "email": user.email} for user in to],
        sent_by=actor.user,
        sent_at=now,
    )
    changes = {"to": ("", ", ".join(user.name for user in to))}
    events.write(actor, "told of decision", subject=candidate, stream=candidate.account, changes=changes, now=now)
    transaction.on_commit(lambda: jobs.enqueue("covalue.selection.tasks.send_letter", letter.pk))
    return letter


def leave_unsent(actor: Actor, letter: Letter, *, now: datetime) -> None:
    """Write down that a letter was not sent, as whoever wrote it no longer directs the programme."""
    candidate = letter.candidate
    events.write(actor, "left letter unsent", subject=candidate, stream=candidate.account, now=now)


def _guard_selection(candidate: Candidate) -> None:
    """Size alone selects nobody; every gate must be met; and a place can be given once."""
    rows = picture.picture_of(candidate.round).rows
    row = next(row for row in rows if row.candidate.pk == candidate.pk)
    if row.why == Obstacle.GATE:
        raise errors.WrongState(_("{account} does not meet every gate.").format(account=candidate))
    if row.fit is None:
        sentence = _("{account} has no fit score: too little of it was judged. Size alone selects no account.")
        raise errors.WrongState(sentence.format(account=candidate))
    taken = sum(1 for other in rows if other.candidate.decision == Decision.SELECT and other is not row)
    if taken >= candidate.round.places:
        sentence = ngettext(
            "The one slot is taken. Change the slots of the round, or another decision, first.",
            "All {n} slots are taken. Change the slots of the round, or another decision, first.",
            candidate.round.places,
        )
        raise errors.WrongState(sentence.format(n=candidate.round.places))
