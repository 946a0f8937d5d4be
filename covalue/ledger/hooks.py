"""What the ledger adds to the shared parts."""

from django.utils.translation import gettext_lazy as _

from covalue.accounts import forgetting
from covalue.core import checks
from covalue.ledger import first_step, looks, queries
from covalue.ledger.forgetting import forget
from covalue.ledger.models import Import, SavedMapping
from covalue.people import first_steps
from covalue.people.rules import Right
from covalue.web import keeping, palette
from covalue.web.palette import Command

first_steps.add(30, first_step.imported)
palette.add_command(
    Command(_("Import the ledger"), "ledger:imports", order=30, visible=lambda user: user.may(Right.IMPORT_LEDGER))
)
keeping.add_mark(lambda _user: queries.table().snapshot()[0])
forgetting.when_erased(forget)
forgetting.leave(Import, "path", "reject_file", "source", "mapping")
forgetting.leave(SavedMapping, "content")
checks.add(looks.months)
