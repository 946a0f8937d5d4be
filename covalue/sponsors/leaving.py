"""What of sponsorships is to be decided as a contact has left, and what a new owner reads of them."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.accounts import queries as accounts
from covalue.accounts.leaving import Matter
from covalue.accounts.models import Account, Contact
from covalue.people.models import User
from covalue.sponsors.models import Sponsorship


def counterparts(user: User, contact: Contact) -> Iterator[Matter]:
    """Sponsors who were paired with them: with whom now?"""
    rows = Sponsorship.objects.filter(counterparts=contact, ended_at=None)
    for row in accounts.within(user, rows).select_related("sponsor", "account"):
        yield Matter(
            row.sponsor.name,
            _("was paired with {name}: with whom now?").format(name=contact.name),
            reverse("sponsors:edit", args=[row.pk]),
            ended_at=reverse("sponsors:remove-left", args=[row.pk]),
            ending=_("Take them off"),
        )


def to_read(account: Account) -> int:
    """How many sponsorships of the account run."""
    return Sponsorship.objects.filter(account=account, ended_at=None).count()
