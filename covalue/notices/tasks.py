"""What the worker does for the letter of the day."""

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from covalue.core import jobs
from covalue.notices import actions, letters, queries
from covalue.notices.models import DayByMail
from covalue.people import queries as users


@task()  # type: ignore[untyped-decorator]
def send_day(row_id: int, chain: int) -> None:
    """Today's letter, once, and the next one asked for; nothing of a choice that was changed since.

    The day is noted first: a worker that is killed in between leaves a letter out rather than writing it twice.
    """
    now = timezone.now()
    today = timezone.localdate(now)
    with transaction.atomic():
        row = DayByMail.objects.select_for_update().filter(pk=row_id, chain=chain).first()
        if row is None or row.last_on == today:
            return
        row.last_on = today
        row.save()
        actions.plan_next(row, now)
    user = users.by_ids([row.user_id]).get(row.user_id)
    if user is not None and queries.may_be_told(user):
        letters.send_day(user, today)


def go_on(row_id: int, chain: int) -> None:
    """The next letter is asked for where one could not be begun."""
    row = DayByMail.objects.filter(pk=row_id, chain=chain).first()
    if row is not None and row.last_on != timezone.localdate():
        actions.plan_next(row, timezone.now())


jobs.when_given_up("covalue.notices.tasks.send_day", go_on)
