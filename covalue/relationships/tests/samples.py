"""Sample rows of the map."""

from covalue.accounts.models import Account
from covalue.accounts.tests.samples import contact_of
from covalue.relationships import actions
from covalue.relationships.rules import LineKind
from tests.world import NOW, US, World


def rows(world: World, account: Account) -> dict[str, int | str]:
    """A role nobody was found for, and a line to it from a contact."""
    who = f"c{contact_of(account).pk}"
    other = actions.add_person(US, account=account, name="Head of grid", kind="role", now=NOW)
    line = actions.draw(US, account=account, kind=LineKind.INFLUENCES, start=who, end=other, now=NOW)
    return {"line_id": line.pk, "who": who, "other": other, "what": "attitude", "picture": "svg"}
