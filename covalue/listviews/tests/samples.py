"""Sample rows of list views."""

from covalue.core.events import Actor
from covalue.listviews import actions
from tests.world import NOW, World


def rows(world: World, account: object) -> dict[str, int | str]:
    """One that Nils keeps to himself."""
    nils = Actor(world.stranger, "test")
    view = actions.save_view(nils, place="accounts", name="Mine", query="", columns=[], now=NOW)
    return {"list_view_id": view.pk}
