"""What of positions waits for somebody: to say why we are needed, to ask the customer, and answers that came by a link."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from covalue.accounts import addresses
from covalue.accounts import queries as accounts
from covalue.accounts.models import Account
from covalue.accounts.my_day import accounts_of_day, answered_for, of_day, where
from covalue.positioning.kind import POSITIONS
from covalue.positioning.models import PositionRequest
from covalue.positioning.rules import RECENT, SIDE
from covalue.web.my_day import Act, Day, Item, Urgency

LATELY: Final = timedelta(days=14)


def requests(day: Day) -> Iterator[Item]:
    """Questions that are not sent before somebody confirms the address, and answers that came lately, by one query."""
    held = Q(held=True, answered_at=None, declined_at=None, due_on__gte=day.today) & ~Q(address__entered_by=day.user)
    came = Q(answered_at__gte=timezone.now() - LATELY, account__in=answered_for(day))
    rows = POSITIONS.rows().filter(held | came, revoked_at=None, account__archived_at=None)
    for request in of_day(day, rows).order_by("pk"):
        if request.answered_at is not None:
            yield _answered(request)
        elif day.user in addresses.asked_to_confirm(request.contact, request.account):
            yield _to_confirm(request)


def _to_confirm(request: PositionRequest) -> Item:
    return Item(
        key=f"to-confirm-position:{request.pk}",
        why=_("{email} was entered by whoever asks; nothing is sent before a colleague confirms it").format(
            email=request.email
        ),
        title=_("Is this the address of {name}?").format(name=request.contact.name),
        url=POSITIONS.ours(request),
        urgency=Urgency.NOW,
        act=Act(_("Confirm and send"), reverse("positioning:confirm-address", args=[request.pk])),
        **where(request.account),
    )


def _answered(request: PositionRequest) -> Item:
    return Item(
        key=f"position-answered:{request.pk}",
        why=_("asked by a link, answered by themselves"),
        title=_("{name} said where we stand").format(name=request.contact.name),
        url=POSITIONS.ours(request),
        urgency=Urgency.WEEK,
        sets_aside=True,
        **where(request.account),
    )


def to_say(day: Day) -> Iterator[Item]:
    """Accounts with a value message on whose team the user is, and has not said within a year why we are needed."""
    recent = day.today - RECENT
    own = Q(needed_for__colleague=day.user, needed_for__removed_at=None, needed_for__asked_on__gte=recent)
    mine = accounts_of_day(day).filter(
        value_message__isnull=False, pk__in=accounts.mine(day.user).order_by().values("pk")
    )
    for account in mine.exclude(pk__in=accounts_of_day(day).filter(own).order_by().values("pk")).distinct():
        title = _("Write in a sentence why you are needed at {account}").format(account=account.name)
        yield _item(account, "why", title, _("asked of everyone on the team, once a year"))


def to_ask(day: Day) -> Iterator[Item]:
    """Accounts the user answers for with a value message of which too few contacts were asked why we are needed."""
    recent = Q(
        needed_for__contact__isnull=False,
        needed_for__removed_at=None,
        needed_for__asked_on__gte=day.today - RECENT,
    )
    rows = accounts_of_day(day).filter(Q(pk__in=answered_for(day)), value_message__isnull=False)
    asked = Count("needed_for__contact", distinct=True, filter=recent)
    for account in rows.annotate(asked=asked).filter(asked__lt=SIDE):
        title = _("Ask two people at {account} why they need us").format(account=account.name)
        yield _item(account, "ask", title, _("nobody knows yet whether it is clear to both teams"))


def _item(account: Account, kind: str, title: str, why: str) -> Item:
    return Item(
        key=f"needed-{kind}:{account.pk}",
        why=why,
        title=title,
        url=reverse("positioning:reasons:list", args=[account.pk]),
        urgency=Urgency.LATER,
        sets_aside=True,
        **where(account),
    )
