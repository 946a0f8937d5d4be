"""The first step of a workspace that is the organisation's: its company."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from covalue.organisation import queries
from covalue.people.first_steps import FirstStep, way
from covalue.people.models import User
from covalue.people.rules import Right


def named(user: User) -> FirstStep:
    """Done once the company has a name."""
    done = queries.company_is_known() or settings.COMPANY != queries.UNNAMED
    return FirstStep(
        "company",
        _("Your company"),
        _("Its name, as customers read it, and the currency you count in."),
        done,
        _("Name the company"),
        **way(user, Right.MANAGE_ORGANISATION, reverse("organisation:home") + "#edit-company", done=done),
    )
