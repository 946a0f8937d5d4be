"""Sample rows of segmentation."""

from covalue.accounts.models import Account
from covalue.segmentation.tests.test_pages import kept_segmentation
from tests.world import World


def rows(world: World, account: Account) -> dict[str, int | str]:
    """A segmentation that was kept."""
    return {"segmentation_id": kept_segmentation()}
