"""Keeping a segmentation, and taking it away."""

import io
from datetime import datetime

import pyarrow.parquet as pq
from django.db import transaction
from django.utils.translation import gettext as _

from covalue.core import errors, events
from covalue.core.events import Actor
from covalue.people.rules import Right
from covalue.portfolio import figures
from covalue.segmentation import queries
from covalue.segmentation.models import Segmentation
from covalue.segmentation.rules import Settings


@transaction.atomic
def keep(actor: Actor, *, name: str, wanted: Settings, now: datetime) -> Segmentation:
    """Keep who is in which class today, to see later who moved."""
    guard_keeps(actor)
    cleaned = " ".join(name.split())[:120]
    if not cleaned:
        raise errors.BadInput(_("Give it a name."), field="name")
    period = queries.period_of(wanted)
    if period is None:
        raise errors.WrongState(_("The ledger is empty."))
    found, file = queries.everybody(wanted), io.BytesIO()
    pq.write_table(found, file, compression="zstd")
    made = Segmentation.objects.create(
        name=cleaned,
        rules=wanted.as_json(),
        start=period.start,
        end=period.end,
        ledger_version=figures.lines().version,
        customers=found.num_rows,
        rows=file.getvalue(),
        kept_by=actor.user,
        kept_at=now,
    )
    events.write(actor, "kept segmentation", subject=made, stream=made, now=now)
    return made


@transaction.atomic
def remove(actor: Actor, *, segmentation: Segmentation, now: datetime) -> None:
    """Out of the list; `restore` brings it back."""
    guard_keeps(actor)
    _mark(segmentation, now)
    events.write(actor, "removed segmentation", subject=segmentation, stream=segmentation, now=now)


@transaction.atomic
def restore(actor: Actor, *, segmentation: Segmentation, now: datetime) -> None:
    """Undo a removal."""
    guard_keeps(actor)
    _mark(segmentation, None)
    events.write(actor, "restored segmentation", subject=segmentation, stream=segmentation, now=now)


def guard_keeps(actor: Actor) -> None:
    """Whoever sees the whole base."""
    if actor.user is not None and not actor.user.may(Right.SEE_PORTFOLIO):
        raise errors.NotFound()


def _mark(segmentation: Segmentation, removed_at: datetime | None) -> None:
    segmentation.removed_at = removed_at
    segmentation.save(update_fields=["removed_at"])
