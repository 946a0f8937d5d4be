"""The first step of a workspace that is the ledger's: to import it."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from covalue.ledger import queries
from covalue.people.first_steps import FirstStep, way
from covalue.people.models import User
from covalue.people.rules import Right


def imported(user: User) -> FirstStep:
    """Done once any import stands in the ledger."""
    done = queries.has_imports()
    return FirstStep(
        "ledger",
        _("Your ledger"),
        _("A file of invoices or orders. Customers, accounts and every figure come from it."),
        done,
        _("Import the ledger"),
        **way(user, Right.IMPORT_LEDGER, reverse("ledger:imports"), done=done),
    )
