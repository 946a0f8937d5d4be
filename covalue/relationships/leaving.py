"""What of the map is to be decided as a contact has left: who of us knew them, and how they were rated."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.accounts import queries as accounts
from covalue.accounts.leaving import Matter
from covalue.accounts.models import Contact
from covalue.people.models import User
from covalue.relationships import queries, rules
from covalue.relationships.models import Pair
from covalue.relationships.queries import row_filter


def pairs(user: User, contact: Contact) -> Iterator[Matter]:
    """Who of us knew them, or should: whom do they get to know now?"""
    if contact.account_id not in accounts.openable(user, [contact.account_id]):
        return
    rows = Pair.objects.filter(undone_at=None, **row_filter(f"c{contact.pk}")).select_related("colleague")
    for pair in {row.colleague_id: row for row in rows.order_by("pk")}.values():
        yield Matter(
            pair.colleague.name,
            _("knew {name} ({level}): whom do they get to know now?").format(
                name=contact.name, level=rules.LEVEL_NAMES[pair.current]
            ),
            _map_of(contact),
        )


def ratings(user: User, contact: Contact) -> Iterator[Matter]:
    """How the team rated them: it says nothing of whoever follows, who is rated anew."""
    if contact.account_id not in accounts.openable(user, [contact.account_id]):
        return
    latest = {rating.what: rating for rating in reversed(queries.ratings_of(contact.account, f"c{contact.pk}"))}
    for what, rating in latest.items():
        if rating.value:
            yield Matter(
                f"{rules.RATED_NAMES[what]}: {rating.words}",
                _("ends with {name}: rate whoever follows").format(name=contact.name),
                _map_of(contact),
            )


def _map_of(contact: Contact) -> str:
    return reverse("relationships:map", args=[contact.account_id]) + f"?who=c{contact.pk}"
