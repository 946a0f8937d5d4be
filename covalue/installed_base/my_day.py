"""Support that ends soon, for whoever answers for the account: one item for each account and quarter."""

from collections import defaultdict
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from covalue.accounts.my_day import answered_for, where
from covalue.installed_base import queries, rules
from covalue.installed_base.models import InstalledItem
from covalue.installed_base.rules import Quarter
from covalue.web import moments
from covalue.web.my_day import Day, Item, Urgency


def support_ends(day: Day) -> Iterator[Item]:
    """What loses its support within ninety days on accounts the user answers for."""
    grouped: dict[tuple[int, Quarter], list[InstalledItem]] = defaultdict(list)
    for row in queries.support_ends_soon(answered_for(day), day.today).order_by("supported_until", "id"):
        assert row.supported_until is not None
        grouped[row.account_id, rules.quarter_of(row.supported_until)].append(row)
    for (_account_id, quarter), rows in grouped.items():
        yield _item(rows, quarter, day)


def _item(rows: list[InstalledItem], quarter: Quarter, day: Day) -> Item:
    first, account = rows[0], rows[0].account
    assert first.supported_until is not None
    title = ngettext("Support of {name} ends", "Support of {name} and {n} more ends", len(rows))
    soon = moments.near(first.supported_until, day.today)
    return Item(
        key=f"support:{account.pk}:{quarter.first}:{first.supported_until}",
        why=_("supported until {day}: ask what comes next").format(day=soon),
        title=title.format(name=first, n=len(rows) - 1),
        url=reverse("installed_base:base", args=[account.pk]),
        urgency=Urgency.LATER,
        due=first.supported_until,
        sets_aside=True,
        **where(account),
    )
