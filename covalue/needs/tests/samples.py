"""Sample rows of needs."""

from covalue.accounts.models import Account
from covalue.needs.models import Need, NeedsSegmentation
from tests.world import NOW, World


def rows(world: World, account: Account) -> dict[str, int | str]:
    """A need, and segments that were kept."""
    kept = NeedsSegmentation.objects.create(name="x", needs=[], clusters=[], silhouette=0, stability=0, kept_at=NOW)
    return {"need_id": Need.objects.create(name="Price", added_at=NOW).pk, "kept_id": kept.pk}
