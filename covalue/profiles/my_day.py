"""What of the customer's business waits for somebody: signals that nobody answered, and findings past their shelf life."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from covalue.accounts.models import Account
from covalue.accounts.my_day import answered_for, where
from covalue.profiles import queries
from covalue.profiles.models import Finding, Signal
from covalue.web import moments
from covalue.web.my_day import Day, Item, Urgency

WAITS: Final = timedelta(days=7)  # within which a signal should be answered


def unanswered(day: Day) -> Iterator[Item]:
    """Signals on accounts the user answers for of which nobody has said what they change."""
    rows = Signal.objects.filter(removed_at=None, effect="", account__in=answered_for(day)).select_related("account")
    for signal in rows:
        near = moments.near(signal.happened_on, day.today)
        yield Item(
            key=f"signal:{signal.pk}",
            why=_("{day} · what does it change in the plan?").format(day=near),
            title=signal.words,
            url=reverse("profiles:signal", args=[signal.pk]),
            urgency=Urgency.NOW if day.today - signal.happened_on > WAITS else Urgency.WEEK,
            **where(signal.account),
        )


def stale(day: Day) -> Iterator[Item]:
    """Accounts the user answers for with findings past their shelf life: one item for each."""
    rows = Finding.objects.filter(removed_at=None, account__in=answered_for(day)).select_related("account")
    old: dict[Account, list[int]] = defaultdict(list)
    for finding in queries.stale_among(rows, day.today).order_by("account__name", "pk"):
        old[finding.account].append(finding.pk)
    for account, ids in old.items():
        title = ngettext("%(n)s finding out of date", "%(n)s findings out of date", len(ids)) % {"n": len(ids)}
        yield Item(
            key=f"profile:{account.pk}:{ids[-1]}",
            why=_("ask again, or say that it is still true"),
            title=title,
            url=reverse("profiles:profile", args=[account.pk]),
            urgency=Urgency.LATER,
            sets_aside=True,
            **where(account),
        )
