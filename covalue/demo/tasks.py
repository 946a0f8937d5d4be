"""Background work of the sample data."""

from django.utils import timezone
from django_tasks import task

from covalue.core import errors, jobs
from covalue.core.events import Actor
from covalue.demo import actions, queries
from covalue.demo.models import SampleState


@task()  # type: ignore[untyped-decorator]
def load_sample() -> None:
    """Load the sample data that were asked for. Asked twice, it is done once; a refusal is kept on the record."""
    record = queries.record()
    if record is None or not record.is_open:
        return
    try:
        actions.load(Actor(user=record.asked_by, origin="sample data"), record=record, now=timezone.now())
    except errors.Refused:
        return


def _give_up() -> None:
    actions.tell(SampleState.FAILED, "")


jobs.when_given_up(load_sample.module_path, _give_up)
