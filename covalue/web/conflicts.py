"""What only the database or a field refuses, said as a refusal: two people did what cannot stand together, or a value does not fit."""

import logging
from typing import Final

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError
from django.utils.translation import gettext as _

from covalue.core import errors

KINDS: Final = (IntegrityError, DataError, ValidationError)

log = logging.getLogger(__name__)


def refused(problem: Exception) -> errors.Refused:
    """The refusal to answer one of `KINDS` with. Logged in full: a guard should have said it in its own words."""
    log.error("the database refused a change", exc_info=problem)
    if isinstance(problem, ValidationError):
        return errors.BadInput(" ".join(problem.messages))
    if isinstance(problem, DataError):
        return errors.BadInput(_("A value is too long, too large or of another kind than is kept here."))
    return errors.WrongState(_("This does not go with what is saved by now. Look at it again before you repeat it."))
