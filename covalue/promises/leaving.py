"""What of promises is to be decided as a contact has left."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.accounts import queries as accounts
from covalue.accounts.leaving import Matter
from covalue.accounts.models import Contact
from covalue.people.models import User
from covalue.promises import queries
from covalue.promises.rules import PromiseSide


def promises(user: User, contact: Contact) -> Iterator[Matter]:
    """Each open promise by or to them: to whom it passes, or that it ends with them."""
    for promise in accounts.within(user, queries.open_with(contact)):
        ours = promise.side == PromiseSide.OURS
        yield Matter(
            promise.what,
            _("we promised it to {name}: to whom now?").format(name=contact.name)
            if ours
            else _("{name} promised it: who keeps it now?").format(name=contact.name),
            reverse("promises:edit", args=[promise.pk]),
            due=promise.due_on,
            given_at=reverse("promises:give", args=[promise.pk]),
            ended_at=reverse("promises:withdraw", args=[promise.pk]),
            ending=_("Withdrawn"),
        )


def reports(user: User, contact: Contact) -> Iterator[Matter]:
    """Who reported to them: to whom now?"""
    for report in accounts.contacts_reporting_to(contact):
        why = _("reported to {name}: to whom now?").format(name=contact.name)
        yield Matter(report.name, why, reverse("accounts:edit-contact", args=[report.pk]))


def rhythm(user: User, contact: Contact) -> Iterator[Matter]:
    """How often they wanted to be met ends by itself; whoever follows is asked."""
    noted = queries.rhythm_of(contact)
    if noted is not None:
        yield Matter(
            noted.get_every_days_display(),
            _("{name} asked for it; it counts no more. Ask whoever follows.").format(name=contact.name),
            reverse("promises:rhythm", args=[contact.pk]),
        )
