"""What of maps waits for whoever answers for the account: a relationship on one person, and ratings grown old."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from covalue.accounts import queries as accounts
from covalue.accounts.my_day import answered_for, where
from covalue.conversations.queries import HEARD_RECENTLY
from covalue.relationships.findings import FEW
from covalue.relationships.models import Rating
from covalue.relationships.queries import STALE_AFTER
from covalue.relationships.rules import Rated
from covalue.web.my_day import Day, Item, Urgency


def waiting(day: Day) -> Iterator[Item]:
    """Accounts where we spoke with one contact only in half a year, and those with ratings to renew."""
    yield from _single_threaded(day)
    yield from _stale(day)


def _single_threaded(day: Day) -> Iterator[Item]:
    lately = Q(conversations__removed_at=None, conversations__held_on__gt=day.today - HEARD_RECENTLY)
    rows = (
        accounts.current(day.user)
        .filter(pk__in=list(_ids(day)))
        .annotate(
            spoken=Count("conversations__contacts", filter=lately, distinct=True),
            there=Count("contacts", filter=Q(contacts__departed_on=None, contacts__merged_at=None), distinct=True),
            last=Max("conversations__held_on", filter=lately),
        )
    )
    for account in rows.filter(spoken=1, there__gte=FEW).order_by("name"):
        yield Item(
            key=f"threaded:{account.pk}:{account.last}",
            why=_("in six months we spoke with one contact of {n}").format(n=account.there),
            title=_("{account} depends on one person").format(account=account.name),
            url=reverse("relationships:map", args=[account.pk]),
            urgency=Urgency.LATER,
            sets_aside=True,
            **where(account),
        )


def _stale(day: Day) -> Iterator[Item]:
    rows = Rating.objects.filter(
        account__in=answered_for(day), what=Rated.ATTITUDE, undone_at=None, contact__departed_on=None
    )
    latest = rows.values_list("account", "contact").annotate(last=Max("noted_at")).order_by()
    limit = day.today - STALE_AFTER - timedelta(days=1)
    old = Counter(account for account, contact, last in latest if contact and last.date() <= limit)
    for account in accounts.current(day.user).filter(pk__in=old).order_by("name"):
        n = old[account.pk]
        title = ngettext("%(n)s rating of %(account)s to renew", "%(n)s ratings of %(account)s to renew", n) % {
            "n": n,
            "account": account.name,
        }
        yield Item(
            key=f"ratings:{account.pk}:{n}",
            why=_("older than six months"),
            title=title,
            url=reverse("relationships:map", args=[account.pk]),
            urgency=Urgency.LATER,
            sets_aside=True,
            **where(account),
        )


def _ids(day: Day) -> Iterable[int]:
    some = answered_for(day)
    return some if isinstance(some, list) else some.values_list("pk", flat=True)
