"""Sample rows of coverage."""

from covalue.accounts.models import Account
from covalue.coverage.models import CoverageModel
from tests.world import NOW, World


def rows(world: World, account: Account) -> dict[str, int | str]:
    """A model that no segment gets."""
    model = CoverageModel.objects.create(name="By post", served="digital", hours=1, kept_at=NOW)
    return {"model_id": model.pk, "segment": "key"}
