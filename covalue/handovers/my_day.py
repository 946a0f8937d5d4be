"""Accounts whose owner is gone."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from covalue.accounts.my_day import where
from covalue.handovers import queries
from covalue.people.models import User
from covalue.web.my_day import Day, Item, Urgency

READ_WITHIN: Final = timedelta(days=60)


def ownerless(day: Day) -> Iterator[Item]:
    """Accounts the user steers that need a new owner; beyond the first ten one item for the rest."""
    waiting = queries.ownerless_for(day.user, day.account_id)
    if waiting is None:
        return
    for account in waiting.accounts:
        yield Item(
            key=f"ownerless:{account.pk}",
            why=_why(account.owner),
            title=_("{account} needs a new owner").format(account=account.name),
            url=reverse("handovers:prepare") + f"?account={account.pk}",
            urgency=Urgency.NOW,
            **where(account),
        )
    if more := waiting.count - len(waiting.accounts):
        yield Item(
            key="ownerless:more",
            why=_("their owners have left, or no longer have a role for it"),
            title=ngettext("{n} more account needs a new owner", "{n} more accounts need a new owner", more).format(
                n=more
            ),
            url=reverse("handovers:prepare"),
            urgency=Urgency.NOW,
        )


def to_read(day: Day) -> Iterator[Item]:
    """Accounts the user took lately whose reading list they have not ticked off."""
    for share, left in queries.unread_by(day.user, day.today - READ_WITHIN):
        if day.account_id not in (None, share.account_id):
            continue
        yield Item(
            key=f"handover-reading:{share.pk}",
            why=ngettext("{n} page left on its reading list", "{n} pages left on its reading list", left).format(
                n=left
            ),
            title=_("Read what you took over: {account}").format(account=share.account.name),
            url=reverse("handovers:handover", args=[share.handover_id]),
            urgency=Urgency.WEEK,
            sets_aside=True,
            **where(share.account),
        )


def _why(owner: User | None) -> str:
    if owner is None:
        return _("nobody owns it, and its SAM no longer has a role for it")
    if not owner.is_active or not owner.roles:
        return _("{name} has left").format(name=owner.name)
    return _("{name} no longer has a role that leads accounts").format(name=owner.name)
