"""Sample rows of the ledger."""

from django.core.files.base import ContentFile

from covalue.accounts.models import Account
from covalue.core.events import Actor
from covalue.ledger import actions
from covalue.people.rules import Role
from tests.world import NOW, World


def rows(world: World, account: Account) -> dict[str, int | str]:
    """A file that waits for its mapping."""
    dora = Actor(world.user(Role.PROGRAM_DIRECTOR), "test")
    upload = ContentFile(b"a,b,c\n1,2026-01-01,3\n", name="s.csv")
    return {"import_id": actions.receive(dora, upload=upload, now=NOW).pk}
