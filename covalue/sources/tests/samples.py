"""A source of somebody none of the cast is, with one meeting."""

from typing import Any

from covalue.accounts.models import Account
from covalue.core.events import Actor
from covalue.people import actions as people
from covalue.people.rules import Role
from covalue.sources import actions
from covalue.sources.models import Item
from covalue.sources.tests.files import calendar, event
from tests.world import NOW, PASSWORD, US, World


def rows(world: World, account: Account) -> dict[str, Any]:
    owner = people.create_user(
        US, email="owen@covalue.test", name="Owen Vale", roles=[Role.SAM], password=PASSWORD, now=NOW
    )
    files = [("a.ics", calendar(event("DTSTART:20260112T090000Z", "SUMMARY:Doctor")))]
    reading = actions.import_calendar(Actor(owner, "test"), owner=owner, files=files, now=NOW)
    return {
        "source_id": reading.source_id,
        "reading_id": reading.pk,
        "source_item_id": Item.objects.get(source=reading.source).pk,
    }
