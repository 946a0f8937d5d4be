"""Whether something may still be rated, asked by every page, job, merge and undo. What the caller read is not trusted."""

from datetime import datetime

from django.utils.translation import gettext as _

from covalue.core import errors
from covalue.standing.models import Assessment


def lock(assessment: Assessment) -> None:
    """The round as it is now; nobody else changes it until this is done. WrongState for one that was removed."""
    rows = Assessment.objects.select_for_update()
    assessment.refresh_from_db(fields=["closed_at", "removed_at", "due_on"], from_queryset=rows)
    if assessment.removed_at is not None:
        raise errors.WrongState(_("This was removed. Restore it before you change it."))


def running(assessment: Assessment, now: datetime) -> None:
    """A round that takes ratings: neither removed nor closed, and its last day is not over."""
    if assessment.removed_at is not None or assessment.account.archived_at is not None:
        raise errors.WrongState(_("This assessment was withdrawn."))
    if assessment.closed_at is not None:
        raise errors.WrongState(_("This assessment is closed."))
    if assessment.account.day_of(now) > assessment.due_on:
        raise errors.WrongState(_("The last day to answer this has passed."))
