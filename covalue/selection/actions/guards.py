"""Whether a round can be changed now, and by whom. The round is read again and locked, whatever was read before."""

from django.utils.translation import gettext as _

from covalue.core import errors
from covalue.core.events import Actor
from covalue.selection.models import Criterion, Rater, Round
from covalue.selection.queries import rounds
from covalue.selection.rules import HIGHEST, LOWEST, Axis, State


def directs(actor: Actor) -> None:
    """Whoever directs the programme, or the system."""
    if actor.user is not None:
        rounds.guard_directs(actor.user)


def running(actor: Actor, round: Round) -> None:
    """A director, in a round that is not decided."""
    directs(actor)
    lock(round)
    if round.state == State.DECIDED:
        raise errors.WrongState(_("This round has been decided. Open a new one to decide differently."))


def rating_open(actor: Actor, round: Round) -> None:
    """A director, while people rate."""
    running(actor, round)
    still_rating(round)


def rating_closed(actor: Actor, round: Round) -> None:
    """A director, while the meeting talks and decides."""
    running(actor, round)
    if round.state != State.CONSENSUS:
        raise errors.WrongState(_("Rating is still open, so other people's ratings are hidden."))


def own_rating(actor: Actor, rater: Rater) -> None:
    """The rater themselves, while people rate."""
    if actor.user is not None and actor.user.pk != rater.user_id:
        raise errors.NotFound()
    lock(rater.round)
    rater.refresh_from_db(fields=["left_at", "finished_at"])
    if rater.left_at is not None:
        raise errors.WrongState(_("You left this round. Ask the program director to invite you again."))
    still_rating(rater.round)


def still_rating(round: Round) -> None:
    if round.state != State.RATING:
        raise errors.WrongState(_("Rating is closed."))


def lock(round: Round) -> None:
    """The round as it is now; nobody else changes it until this is done. NotFound for one that was removed."""
    rows = Round.objects.select_for_update()
    round.refresh_from_db(fields=["state", "closed_at", "removed_at", "places"], from_queryset=rows)
    if round.removed_at is not None:
        raise errors.NotFound()


def score(criterion: Criterion, score: int | None, field: str) -> None:
    """0 to 10; a gate is 0 or 10."""
    allowed = (LOWEST, HIGHEST) if criterion.axis == Axis.GATE else range(LOWEST, HIGHEST + 1)
    if score is not None and score not in allowed:
        raise errors.BadInput(_("{name}: enter 0 to 10.").format(name=criterion.name), field=field)


def text(value: str, missing: str, field: str, most: int, *, lines: bool = False) -> str:
    """The text without superfluous blanks; BadInput with the sentence `missing` where it is empty."""
    cleaned = value.strip() if lines else " ".join(value.split())
    if not cleaned:
        raise errors.BadInput(missing, field=field)
    if len(cleaned) > most:
        raise errors.BadInput(_("At most {n} characters.").format(n=most), field=field)
    return cleaned
