"""What promises arose from, which account a quick line is about, and a contact's rhythm in words."""

from collections.abc import Iterable
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account
from covalue.action_items import origins
from covalue.action_items.models import Action, Origin
from covalue.people.models import User
from covalue.promises import quick
from covalue.promises.inputs import WEEKDAYS
from covalue.promises.models import Promise, Rhythm

MOST: Final = 50  # accounts to choose from


def origins_of(promises: Iterable[Promise]) -> dict[int, Origin]:
    """The conversation, proposal or other row each promise was made in, where it is known: one query for each kind."""
    asked = [Action(pk=row.pk, arose_from=row.arose_from) for row in promises if row.arose_from]
    return {row.pk: row.origin for row in origins.named(asked) if row.origin is not None}


def origin_of(promise: Promise) -> Origin | None:
    """The same of one promise."""
    return origins_of([promise]).get(promise.pk)


def accounts_of_line(user: User, text: str) -> list[Account]:
    """The accounts this user may open that have a contact with one of the names in the line."""
    line = quick.read(text, (), timezone.localdate())
    names = [name.said for name in line.names]
    if not names:
        return []
    return list(accounts.with_contacts_named(user, names)[:MOST])


def told(rhythms: Iterable[Rhythm]) -> list[tuple[Rhythm, str]]:
    """Each rhythm with its words: “every month, by call, not on Friday”."""
    return [(row, in_words(row)) for row in rhythms]


def in_words(rhythm: Rhythm) -> str:
    """“every month, call, not on Friday”."""
    parts = [rhythm.get_every_days_display()]
    if rhythm.channel:
        parts.append(rhythm.get_channel_display())
    if rhythm.days_to_avoid:
        avoided = ", ".join(str(WEEKDAYS[str(day)]) for day in rhythm.days_to_avoid)
        parts.append(_("not on {days}").format(days=avoided))
    return ", ".join(parts)
