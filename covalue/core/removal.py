"""Rows that are removed and brought back: out of sight, never gone, so that every removal has an undo."""

from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from covalue.core import errors, events
from covalue.core.events import Actor


class Removable(models.Model):
    """A model whose rows are marked as removed."""

    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


@transaction.atomic
def remove(actor: Actor, row: Any, *, now: datetime, stream: Any = None, noun: str = "") -> None:
    """Mark a row as removed, with one event in `stream` (the row itself unless said). Removed twice is removed once.

    The event reads “removed” and `noun`, which is the model's name unless said.
    """
    _mark(actor, row, "removed", now, now, stream, noun)


@transaction.atomic
def restore(actor: Actor, row: Any, *, now: datetime, stream: Any = None, noun: str = "") -> None:
    """Undo a removal."""
    _mark(actor, row, "restored", None, now, stream, noun)


def guard_current(row: Any) -> None:
    """WrongState for a row that was removed."""
    if row.removed_at is not None:
        raise errors.WrongState(_("This was removed. Restore it before you change it."))


def _mark(
    actor: Actor, row: Any, verb: str, removed_at: datetime | None, now: datetime, stream: Any, noun: str
) -> None:
    if (row.removed_at is None) == (removed_at is None):
        return
    row.removed_at = removed_at
    row.save(update_fields=["removed_at"])
    events.write(actor, f"{verb} {noun or row._meta.verbose_name}", subject=row, stream=stream or row, now=now)
