"""Sample rows of imports of master data."""

from django.core.files.base import ContentFile

from covalue.accounts.models import Account
from covalue.core.events import Actor
from covalue.masterdata import actions
from covalue.masterdata.rules import Noun
from covalue.people.rules import Role
from tests.world import NOW, World


def rows(world: World, account: Account) -> dict[str, int | str]:
    """A file of accounts that waits for its mapping."""
    dora = Actor(world.user(Role.PROGRAM_DIRECTOR), "test")
    record = actions.receive(dora, upload=ContentFile(b"a\nX\n", name="m.csv"), noun=Noun.ACCOUNTS, now=NOW)
    return {"master_import_id": record.pk, "noun": "contacts"}
