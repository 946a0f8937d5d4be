"""What the worker does for actions."""

from django_tasks import task

from covalue.action_items import letters
from covalue.action_items.models import Action


@task()  # type: ignore[untyped-decorator]
def write_to_owner(action_id: int, asked_by: str) -> None:
    """The reminder, unless the action was done, removed or given to nobody meanwhile."""
    action = (
        Action.objects.filter(pk=action_id, removed_at=None, done_at=None).select_related("owner", "account").first()
    )
    owner = action.owner if action is not None else None
    if action is not None and owner is not None and owner.is_active and owner.roles and not owner.is_guest:
        letters.remind(action, asked_by)
