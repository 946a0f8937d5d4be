"""Background work of sources: unpack ids, call an action."""

from datetime import datetime

from django.utils import timezone
from django_tasks import task

from covalue.core import jobs
from covalue.sources import actions
from covalue.sources.models import Source


@task()  # type: ignore[untyped-decorator]
def look_again(source_id: int, at: str) -> None:
    """Shared meetings that were to come have been held meanwhile. Another time asked for since goes before."""
    source = _at(source_id, look_again_at=at)
    if source is not None:
        actions.settle_held(source, now=timezone.now())


@task()  # type: ignore[untyped-decorator]
def read_source(source_id: int, at: str) -> None:
    """Read what is new on a server. Another time asked for since goes before."""
    source = _at(source_id, next_at=at)
    if source is not None:
        actions.read_connected(source, now=timezone.now())


def _at(source_id: int, **at: str) -> Source | None:
    asked = {name: datetime.fromisoformat(value) for name, value in at.items()}
    return Source.objects.select_related("owner").filter(pk=source_id, **asked).first()


def _give_up(source_id: int, at: str) -> None:
    source = _at(source_id, next_at=at)
    if source is not None:
        actions.give_up(source)


jobs.when_given_up(read_source.module_path, _give_up)
