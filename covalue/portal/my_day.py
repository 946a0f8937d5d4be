"""What a customer's guests said that nobody answered, and guests who never came."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.accounts import addresses
from covalue.accounts.my_day import answered_for, of_day, where
from covalue.core import events
from covalue.people import queries as people
from covalue.portal.models import Comment, Guest, Proposal
from covalue.portal.queries import LOOKED
from covalue.web import moments
from covalue.web.my_day import Act, Day, Item, Urgency

COMES_WITHIN: Final = timedelta(days=7)
SHORTENED: Final = 100


def proposals(day: Day) -> Iterator[Item]:
    """Proposals of guests to decide, on accounts the user answers for."""
    rows = Proposal.objects.filter(decided_at=None, account__in=answered_for(day))
    for proposal in rows.select_related("account", "contact"):
        name = proposal.contact.name if proposal.contact else proposal.account.name
        when = moments.near(moments.day_of(proposal.proposed_at), day.today)
        yield Item(
            key=f"proposal:{proposal.pk}",
            why=_("proposed by {name} {day}: take it up or say why not").format(name=name, day=when),
            title=proposal.title,
            url=reverse("portal:together", args=[proposal.account_id]),
            urgency=Urgency.NOW,
            **where(proposal.account),
        )


def comments(day: Day) -> Iterator[Item]:
    """Comments of guests nobody of ours answered, on accounts the user answers for: the last one of each item."""
    rows = Comment.objects.filter(removed_at=None)
    later = rows.filter(
        account=OuterRef("account"), kind=OuterRef("kind"), item=OuterRef("item"), pk__gt=OuterRef("pk")
    )
    theirs = rows.filter(contact__isnull=False, account__in=answered_for(day))
    for comment in theirs.filter(~Exists(later)).select_related("account", "contact"):
        when = moments.near(moments.day_of(comment.written_at), day.today)
        words = comment.words if len(comment.words) <= SHORTENED else comment.words[: SHORTENED - 1].rstrip() + "…"
        yield Item(
            key=f"comment:{comment.pk}",
            why=_("{name} wrote {day}: “{words}”").format(name=comment.written_by, day=when, words=words),
            title=_("Answer {name} in the shared workspace").format(name=comment.written_by),
            url=reverse("portal:together-as-customer-item", args=[comment.account_id, comment.kind, comment.item]),
            urgency=Urgency.NOW,
            sets_aside=True,
            **where(comment.account),
        )


def guests(day: Day) -> Iterator[Item]:
    """Guests whose address another than who entered it has to confirm; and those who have not come, invited a week ago."""
    mine = Q(account__in=answered_for(day)) | Q(invited_by=day.user)
    absent = Q(mine, held=False, invited_at__date__lte=day.today - COMES_WITHIN)
    present = Guest.objects.filter(revoked_at=None, account__archived_at=None, contact__erased_at=None)
    rows = of_day(day, present.filter(absent | Q(held=True, contact__departed_on=None)))
    found = list(rows.select_related("account", "contact"))
    for guest in found:
        if guest.held and day.user in addresses.asked_to_confirm(guest.contact, guest.account):
            yield _to_confirm(guest)
    yield from _absent(day, [guest for guest in found if not guest.held])


def _to_confirm(guest: Guest) -> Item:
    why = _("{name} alone entered {email} and invites them to the shared workspace")
    act = reverse("portal:together-confirm-address", args=[guest.account_id, guest.pk])
    return Item(
        key=f"guest-to-confirm:{guest.pk}",
        why=why.format(name=addresses.entered_by(guest.contact), email=guest.email),
        title=_("Is this the address of {name}?").format(name=guest.contact.name),
        url=reverse("portal:together", args=[guest.account_id]),
        urgency=Urgency.NOW,
        act=Act(_("Confirm and send"), act),
        **where(guest.account),
    )


def _absent(day: Day, guests: list[Guest]) -> Iterator[Item]:
    if not guests:
        return
    users = people.by_emails(guest.email for guest in guests)
    looks = events.of(*(guest.account for guest in guests)).filter(verb=LOOKED, actor__in=users.values())
    seen = set(looks.order_by().values_list("stream", "actor").distinct())
    for guest in guests:
        user = users.get(guest.email)
        if user is None or (events.key(guest.account), user.pk) not in seen:
            when = moments.near(moments.day_of(guest.invited_at), day.today)
            yield Item(
                key=f"guest:{guest.pk}",
                why=_("invited {day}, has not visited yet").format(day=when),
                title=_("{name} has not come to the shared workspace").format(name=guest.contact.name),
                url=reverse("portal:together", args=[guest.account_id]),
                urgency=Urgency.LATER,
                sets_aside=True,
                **where(guest.account),
            )
