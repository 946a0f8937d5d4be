"""What the database refuses because of another row, said as a refusal: two people did what cannot stand together."""

import logging

from django.db import IntegrityError
from django.utils.translation import gettext as _

from covalue.core import errors

log = logging.getLogger(__name__)


def refused(problem: IntegrityError) -> errors.WrongState:
    """The refusal to answer with. Logged in full: a guard should have said it in its own words."""
    log.error("the database refused a change", exc_info=problem)
    return errors.WrongState(_("This does not go with what is saved by now. Look at it again before you repeat it."))
