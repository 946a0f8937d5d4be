"""Computing lifetime value: at once where the ledger is small, otherwise by a background job."""

import io
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, cast

import pyarrow.parquet as pq
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from covalue.analytics.lifetime.faults import LifetimeError
from covalue.core import errors, events, jobs
from covalue.core.events import Actor
from covalue.lifetime import computing, purchases, queries, rules
from covalue.lifetime.models import Fit, FitState
from covalue.lifetime.rules import Settings
from covalue.people.models import User
from covalue.portfolio import figures

AT_ONCE_LINES: Final = 20_000  # with so few customers computed in about a second; more is a job's work
AT_ONCE_CUSTOMERS: Final = 300
ABANDONED_AFTER: Final = timedelta(minutes=2)  # what runs in a request is done or dead by then
LONGEST_JOB: Final = timedelta(hours=1)  # ours: what takes longer has nobody working on it
KEPT_STATES: Final = 3  # of the ledger and its accounts: an undo finds its result again
Tell = Callable[[str], None]


def compute(actor: Actor, *, settings: Settings, now: datetime) -> Fit:
    """Compute these settings for the ledger as it is; a result that is done, queued or running is returned as it is.

    A result that could not be computed says why in `message`, and is tried again.
    """
    if not _may_compute(actor):
        raise errors.NotFound()
    settings.checked()
    version = figures.version()
    if version is None or not figures.overview()["lines"]:
        raise errors.WrongState(_("The ledger is empty. Import it to compute lifetime value."))
    small = _is_small(settings)
    if not small:
        _guard_alone(settings, now)
    fit, new = _record(actor, settings, version, now)
    abandoned = small and fit.state != FitState.DONE and now - fit.asked_at > ABANDONED_AFTER
    if not new and fit.state != FitState.FAILED and not abandoned:
        return fit
    if small:
        return _at_once(actor, fit, now)
    asked = {"asked_by": _asker(actor), "asked_at": now}
    Fit.objects.filter(pk=fit.pk).update(state=FitState.WAITING, message="", progress=_("queued"), **asked)
    events.write(actor, "asked for lifetime value", subject=fit, now=now)
    jobs.enqueue("covalue.lifetime.tasks.run_fit", fit.pk)
    fit.refresh_from_db()
    return fit


def run(actor: Actor, *, fit: Fit, now: datetime, tell: Tell = lambda text: None) -> Fit:
    """Compute a result. Run again after a crash, it starts over; half a result is not stored."""
    if not _may_compute(actor):
        sentence = _("Whoever asked for this no longer has a role for it. Start it again.")
        return _settle(actor, fit, FitState.FAILED, now, message=sentence)
    basis, version, currency = figures.basis_now(), figures.version(), figures.currency()
    if Fit.objects.filter(basis=basis, **vars(fit.settings)).exclude(pk=fit.pk).exists():
        return _settle(actor, fit, FitState.FAILED, now, message=_("The ledger changed meanwhile. Start it again."))
    taken = {"basis": basis, "ledger_version": version, "currency": currency}
    Fit.objects.filter(pk=fit.pk).update(state=FitState.RUNNING, message="", **taken)
    fit.basis, fit.ledger_version, fit.currency = basis, cast("int", version), currency
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


def _may_compute(actor: Actor) -> bool:
    """Whether it is one of ours who works here, or the system."""
    user = actor.user
    return not isinstance(user, User) or (user.is_active and not user.is_guest and bool(user.roles))


def _is_small(settings: Settings) -> bool:
    if figures.overview()["lines"] > AT_ONCE_LINES:
        return False
    try:
        found = purchases.histories(queries.lines(), unit=settings.unit)
    except LifetimeError:
        return True
    return found.purchases.customers <= AT_ONCE_CUSTOMERS


def _asker(actor: Actor) -> User | None:
    return actor.user if isinstance(actor.user, User) else None


def _guard_alone(settings: Settings, now: datetime) -> None:
    """WrongState while another large computation is queued or runs."""
    busy = Fit.objects.filter(state__in=(FitState.WAITING, FitState.RUNNING), asked_at__gt=now - LONGEST_JOB)
    other = busy.exclude(basis=figures.basis_now(), **vars(settings)).first()
    if other is not None:
        sentence = ngettext(
            "{model}, {n} month ahead, is being computed. Check again when it is done.",
            "{model}, {n} months ahead, is being computed. Check again when it is done.",
            other.months,
        )
        raise errors.WrongState(sentence.format(model=other.settings.title, n=other.months))


@transaction.atomic
def _record(actor: Actor, settings: Settings, version: int, now: datetime) -> tuple[Fit, bool]:
    asked = {"asked_by": _asker(actor), "asked_at": now, "ledger_version": version}
    return Fit.objects.get_or_create(basis=figures.basis_now(), **vars(settings), defaults=asked)


@transaction.atomic
def _settle(actor: Actor, fit: Fit, state: FitState, now: datetime, **values: object) -> Fit:
    """Store the outcome. A result takes the place of those of old ledgers; a failure leaves them."""
    for name, value in {"state": state, "ended_at": now, "progress": "", "message": "", **values}.items():
        setattr(fit, name, value)
    fit.save()
    if state == FitState.DONE:
        done = Fit.objects.filter(state=FitState.DONE).values("basis")
        latest = done.annotate(version=Max("ledger_version"), ended=Max("ended_at"), newest=Max("pk"))
        newest = [row["basis"] for row in latest.order_by("-version", "-ended", "-newest")[:KEPT_STATES]]
        Fit.objects.exclude(basis__in=newest).exclude(state__in=(FitState.WAITING, FitState.RUNNING)).delete()
    events.write(actor, "computed lifetime value", subject=fit, now=now, changes={"state": ("", str(state.label))})
    return fit
