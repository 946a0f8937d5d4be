"""Actions as a customer's guests see them."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.accounts.models import Account
from covalue.accounts.shareables import Item, Proposed, day, filled, reading
from covalue.action_items import actions
from covalue.action_items.models import Action
from covalue.core.events import Actor

KIND = "action"


def items(account: Account) -> Iterator[Item]:
    """All actions of an account, what is still to do first."""
    rows = account.actions.filter(removed_at=None).select_related("owner", "customer_owner")
    return (item(row) for row in sorted(rows, key=lambda row: row.done_at is not None))


def item(row: Action) -> Item:
    """Who does what by when. Notes stay with us."""
    owner = row.customer_owner or row.owner
    who = owner.name if owner else ""
    return Item(
        kind=KIND,
        pk=row.pk,
        title=row.title,
        note=who,
        facts=filled(((_("Who"), who), (_("Due"), day(row.due_on)))),
        reading=reading(row.title, who, row.due_on),
        ours_at=reverse("action_items:edit", args=[row.pk]),
        done=row.done_at is not None,
        theirs=row.customer_owner_id is not None,
        due_on=row.due_on,
    )


def take_up(actor: Actor, proposed: Proposed, now: datetime) -> int:
    """An action of the contact's own."""
    action = actions.add(
        actor,
        account=proposed.account,
        title=proposed.title,
        note=proposed.words,
        customer_owner=proposed.contact,
        arose_from=proposed.arose_from,
        now=now,
    )
    return int(action.pk)
