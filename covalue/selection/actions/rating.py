"""Rating by the raters themselves. The audit log keeps that somebody rated, never how."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from covalue.core import errors, events
from covalue.core.events import Actor
from covalue.selection.actions import guards
from covalue.selection.inputs import RatingInput
from covalue.selection.models import Candidate, Rater, Rating
from covalue.selection.queries import rating as queries


@transaction.atomic
def rate(actor: Actor, rater: Rater, candidate: Candidate, ratings: Iterable[RatingInput], *, now: datetime) -> None:
    """One person's ratings of a candidate; criteria left out stay as they are. Whoever had finished has not any more."""
    guards.own_rating(actor, rater)
    if candidate.round_id != rater.round_id or not queries.is_standing(candidate):
        raise errors.WrongState(_("This account is no longer a candidate of the round."))
    criteria = {criterion.pk: criterion for criterion in queries.judged_criteria(rater.round)}
    for rating in ratings:
        if rating.criterion not in criteria:
            raise errors.BadInput(_("This is not a criterion of the round."), field="criterion")
        guards.score(criteria[rating.criterion], rating.score, f"score-{rating.criterion}")
        Rating.objects.update_or_create(
            rater=rater,
            candidate=candidate,
            criterion=criteria[rating.criterion],
            defaults={"score": rating.score, "evidence": " ".join(rating.evidence.split()), "rated_at": now},
        )
    if rater.finished_at is not None:
        _set_finished(rater, None)
    events.write(actor, "rated", subject=candidate, stream=rater.round, now=now)


@transaction.atomic
def finish(actor: Actor, rater: Rater, *, now: datetime) -> None:
    """Everything is rated. Until the round is closed, `reopen` takes it back."""
    guards.own_rating(actor, rater)
    if missing := queries.count_missing(rater):
        sentence = ngettext("One rating is missing.", "{n} ratings are missing.", missing).format(n=missing)
        raise errors.WrongState(sentence + " " + _("Enter a score, or say that you cannot judge."))
    if bare := queries.without_evidence(rater):
        sentence = _("{account}, {criterion}: a rating this high or low needs a short reason.")
        raise errors.WrongState(sentence.format(account=bare.candidate, criterion=bare.criterion))
    _set_finished(rater, now)
    events.write(actor, "finished rating", subject=rater.round, stream=rater.round, now=now)


@transaction.atomic
def reopen(actor: Actor, rater: Rater, *, now: datetime) -> None:
    """Not finished after all."""
    guards.own_rating(actor, rater)
    _set_finished(rater, None)
    events.write(actor, "rates again", subject=rater.round, stream=rater.round, now=now)


@transaction.atomic
def leave(actor: Actor, rater: Rater, *, now: datetime) -> None:
    """Somebody rates no more, by their own word or the director's. Without having finished, their ratings do not count."""
    guards.lock(rater.round)
    guards.still_rating(rater.round)
    if actor.user is not None and actor.user.pk != rater.user_id:
        guards.directs(actor)
    rater.left_at = now
    rater.save(update_fields=["left_at"])
    changes = {"rater": (rater.user, "")}
    events.write(actor, "rater left", subject=rater.round, stream=rater.round, changes=changes, now=now)


def _set_finished(rater: Rater, finished_at: datetime | None) -> None:
    rater.finished_at = finished_at
    rater.save(update_fields=["finished_at"])
