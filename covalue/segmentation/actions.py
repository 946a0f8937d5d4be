"""Keeping a segmentation, and taking it away."""

import io
from datetime import datetime

import pyarrow.parquet as pq
from django.db import transaction
from django.utils.translation import gettext as _

from covalue.core import errors, events, removal
from covalue.core.events import Actor
from covalue.people.rules import Right
from covalue.portfolio import figures
from covalue.segmentation import queries
from covalue.segmentation.models import Segmentation
from covalue.segmentation.rules import Settings


@transaction.atomic
def keep(actor: Actor, *, name: str, settings: Settings, now: datetime) -> Segmentation:
    """Keep who is in which class today, to see later who moved."""
    guard(actor)
    cleaned = " ".join(name.split())[:120]
    if not cleaned:
        raise errors.BadInput(_("Enter a name."), field="name")
    period = queries.period_of(settings)
    if period is None:
        raise errors.WrongState(_("The ledger is empty."))
    members, file = queries.everybody(settings), io.BytesIO()
    pq.write_table(members, file, compression="zstd")
    segmentation = Segmentation.objects.create(
        name=cleaned,
        rules=settings.as_json(),
        start=period.start,
        end=period.end,
        ledger_version=figures.version(),
        customers=members.num_rows,
        rows=file.getvalue(),
        kept_by=actor.user,
        kept_at=now,
    )
    events.write(actor, "kept segmentation", subject=segmentation, stream=segmentation, now=now)
    return segmentation


def remove(actor: Actor, segmentation: Segmentation, *, now: datetime) -> None:
    """Out of the list; `restore` brings it back."""
    guard(actor)
    removal.remove(actor, segmentation, now=now)


def restore(actor: Actor, segmentation: Segmentation, *, now: datetime) -> None:
    """Undo a removal."""
    guard(actor)
    removal.restore(actor, segmentation, now=now)


def guard(actor: Actor) -> None:
    """Whoever sees the whole base."""
    if actor.user is not None and not actor.user.may(Right.SEE_PORTFOLIO):
        raise errors.NotFound()
