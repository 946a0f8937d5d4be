"""What handovers add to the shared parts."""

from django.utils.translation import gettext_lazy as _

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account
from covalue.action_items import queries as action_items
from covalue.conversations import queries as conversations
from covalue.handovers import my_day, queries, reading
from covalue.handovers.models import Handover
from covalue.handovers.reading import Chapter
from covalue.promises import queries as promises
from covalue.relationships import queries as relationships
from covalue.web import my_day as days
from covalue.web.my_day import Day


def _taken(day: Day) -> tuple[Handover, ...] | None:
    since = day.today - queries.TAKEN_LATELY
    return tuple(queries.taken_lately(day.user, since)[: queries.TAKEN_SHOWN]) or None


def _conversations(account: Account) -> int:
    return conversations.of_account(account).count()


def _promises(account: Account) -> int:
    return promises.open_on(account).count()


def _actions(account: Account) -> int:
    return action_items.of_account(account, is_open=True).count()


reading.add(
    Chapter("map", _("Contacts and the map"), "accounts:contacts", 10, lambda a: accounts.contacts_of(a).count())
)
reading.add(
    Chapter("ratings", _("Ratings, pairs and lines of the map"), "relationships:map", 15, relationships.noted_on)
)
reading.add(Chapter("conversations", _("Conversations"), "conversations:list", 20, _conversations))
reading.add(Chapter("promises", _("Open promises, both ways"), "promises:list", 30, _promises))
reading.add(Chapter("actions", _("Open actions"), "action_items:list", 40, _actions))
reading.add(Chapter("files", _("Files"), "accounts:files", 80, lambda a: accounts.files_of(a).count()))
days.add_items(15, my_day.ownerless)
days.add_items(14, my_day.to_read)
days.add_section(days.ASIDE, 5, "handovers/_day_taken.html", _taken)
