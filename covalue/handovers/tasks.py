"""What the worker does for handovers."""

from django.utils import timezone
from django_tasks import task

from covalue.core import events
from covalue.handovers import actions, letters, queries
from covalue.handovers.models import Handover


@task()  # type: ignore[untyped-decorator]
def make_hold(handover_id: int) -> None:
    """Let a handover take effect on its day. Waiting jobs carry this function's name."""
    handover = Handover.objects.filter(pk=handover_id).first()
    if handover is not None:
        actions.take_effect(events.system("handover"), handover=handover, now=timezone.now())


@task()  # type: ignore[untyped-decorator]
def tell_planner(handover_id: int, account_ids: list[int]) -> None:
    """Who planned a handover hears which accounts it left alone on its day."""
    handover = Handover.objects.filter(pk=handover_id).select_related("made_by", "taker").first()
    if handover is not None and handover.made_by is not None:
        known = queries.known_to(handover.made_by, account_ids)
        if known:
            letters.tell_planner(handover, known)


@task()  # type: ignore[untyped-decorator]
def write_to_taker(handover_id: int) -> None:
    """The mail to the new owner, if they can be one; one that was taken back meanwhile is not told of."""
    handover = Handover.objects.filter(pk=handover_id, undone_at=None).select_related("taker").first()
    if handover is not None and handover.taker.may_lead:
        letters.send_note(handover)
