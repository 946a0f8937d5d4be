"""Background work of sources: unpack ids, call an action."""

from datetime import datetime

from django.utils import timezone
from django_tasks import task

from covalue.sources import actions
from covalue.sources.models import Source


@task()  # type: ignore[untyped-decorator]
def look_again(source_id: int, at: str) -> None:
    """Shared meetings that were to come have been held meanwhile. Another time asked for since goes before."""
    source = (
        Source.objects.select_related("owner").filter(pk=source_id, look_again_at=datetime.fromisoformat(at)).first()
    )
    if source is not None:
        actions.settle_held(source, now=timezone.now())
