"""What the worker does for contributions."""

from django.utils import timezone
from django_tasks import task

from covalue.contributions import actions, letters, queries
from covalue.contributions.models import Contribution


@task()  # type: ignore[untyped-decorator]
def look_above(contribution_id: int) -> None:
    """On the day an ask or a promise would go above: if it does, that is kept, and whoever it goes to gets a letter, once."""
    row = Contribution.objects.filter(pk=contribution_id).first()
    gone = actions.go_above(row, now=timezone.now()) if row is not None else None
    if gone is not None:
        for user in queries.hear_of(gone):
            letters.tell(gone, user)
