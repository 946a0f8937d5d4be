"""Computing lifetime value: at once where the ledger is small, otherwise by a background job."""

import io
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import pyarrow.parquet as pq
from django.db import transaction
from django.utils.translation import gettext as _

from covalue.analytics.lifetime.faults import LifetimeError
from covalue.core import errors, events, jobs
from covalue.core.events import Actor
from covalue.lifetime import computing, queries, rules
from covalue.lifetime.models import Fit, FitState
from covalue.lifetime.rules import Settings
from covalue.people.models import User
from covalue.portfolio import figures

AT_ONCE_LINES: Final = 1_000_000  # computed within some two seconds; more is a job's work
ABANDONED_AFTER: Final = timedelta(minutes=2)  # what runs in a request is done or dead by then
LONGEST_JOB: Final = timedelta(hours=1)  # ours: what takes longer has nobody working on it
KEPT_VERSIONS: Final = 3
Tell = Callable[[str], None]


def compute(actor: Actor, *, settings: Settings, now: datetime) -> Fit:
    """Compute these settings for the ledger as it is; a result that is done, queued or running is returned as it is.

    A result that could not be computed says why in `message`, and is tried again.
    """
    if isinstance(actor.user, User) and actor.user.is_guest:
        raise errors.NotFound()
    settings.checked()
    version = figures.lines().version
    if version is None or not figures.overview()["lines"]:
        raise errors.WrongState(_("The ledger is empty. Import it to compute lifetime value."))
    small = figures.overview()["lines"] <= AT_ONCE_LINES
    if not small:
        _guard_alone(settings, version, now)
    fit, new = _record(actor, settings, version, now)
    abandoned = small and fit.state != FitState.DONE and now - fit.asked_at > ABANDONED_AFTER
    if not new and fit.state != FitState.FAILED and not abandoned:
        return fit
    if small:
        return _at_once(actor, fit, now)
    Fit.objects.filter(pk=fit.pk).update(state=FitState.WAITING, message="", progress=_("queued"))
    jobs.enqueue("covalue.lifetime.tasks.run_fit", fit.pk)
    fit.refresh_from_db()
    return fit


def run(actor: Actor, *, fit: Fit, now: datetime, tell: Tell = lambda text: None) -> Fit:
    """Compute a result. Run again after a crash, it starts over; half a result is not stored."""
    Fit.objects.filter(pk=fit.pk).update(state=FitState.RUNNING, message="")
    try:
        result = computing.compute(queries.lines(), fit.settings, tell)
    except LifetimeError as refused:
        return _settle(actor, fit, FitState.FAILED, now, message=rules.sentence(refused))
    rows = io.BytesIO()
    pq.write_table(result.rows, rows, compression="zstd")
    return _settle(actor, fit, FitState.DONE, now, figures=result.figures.as_json(), rows=rows.getvalue())


def give_up(actor: Actor, *, fit: Fit, now: datetime) -> None:
    """Fail a result whose job broke several times."""
    if fit.state not in (FitState.WAITING, FitState.RUNNING):
        return
    _settle(actor, fit, FitState.FAILED, now, message=_("This failed several times. Start it again."))


def _at_once(actor: Actor, fit: Fit, now: datetime) -> Fit:
    """Compute it in the request; where that breaks, it is not left as if it were running."""
    try:
        return run(actor, fit=fit, now=now)
    except BaseException:
        Fit.objects.filter(pk=fit.pk).delete()
        raise


def _guard_alone(settings: Settings, version: int, now: datetime) -> None:
    """WrongState while another large computation is queued or runs."""
    busy = Fit.objects.filter(state__in=(FitState.WAITING, FitState.RUNNING), asked_at__gt=now - LONGEST_JOB)
    other = busy.exclude(ledger_version=version, **vars(settings)).first()
    if other is not None:
        sentence = _("{model}, {n} months ahead, is being computed. Check again when it is done.")
        raise errors.WrongState(sentence.format(model=other.settings.title, n=other.months))


@transaction.atomic
def _record(actor: Actor, settings: Settings, version: int, now: datetime) -> tuple[Fit, bool]:
    user = actor.user if isinstance(actor.user, User) else None
    return Fit.objects.get_or_create(
        ledger_version=version, **vars(settings), defaults={"asked_by": user, "asked_at": now}
    )


@transaction.atomic
def _settle(actor: Actor, fit: Fit, state: FitState, now: datetime, **values: object) -> Fit:
    """Store the outcome, and delete results of old ledgers."""
    for name, value in {"state": state, "ended_at": now, "progress": "", "message": "", **values}.items():
        setattr(fit, name, value)
    fit.save()
    newest = Fit.objects.order_by("-ledger_version").values_list("ledger_version", flat=True).distinct()[:KEPT_VERSIONS]
    Fit.objects.exclude(ledger_version__in=list(newest)).delete()
    events.write(actor, "computed lifetime value", subject=fit, now=now, changes={"state": ("", str(state.label))})
    return fit
