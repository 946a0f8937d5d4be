"""Letters of rounds, sent in the background."""

from django.utils import timezone
from django_tasks import task

from covalue.core import events
from covalue.selection import letters
from covalue.selection.actions import decisions
from covalue.selection.models import Letter, Rater
from covalue.selection.queries import rounds


@task()  # type: ignore[untyped-decorator]
def ask_rater(rater_id: int) -> None:
    """To somebody who is asked to rate."""
    rater = Rater.objects.filter(pk=rater_id, left_at=None).select_related("round__opened_by", "user").first()
    if rater is not None and rater.user.is_active and rater.user.roles and not rater.user.is_guest:
        letters.ask_rater(rater)


@task()  # type: ignore[untyped-decorator]
def send_letter(letter_id: int) -> None:
    """To those whom a decision concerns, and still does; nothing in the name of who no longer directs the programme."""
    letter = Letter.objects.filter(pk=letter_id).select_related("sent_by", "candidate__account__owner").first()
    if letter is None:
        return
    if letter.sent_by is not None and not rounds.directs(letter.sent_by):
        decisions.leave_unsent(events.system("letter"), letter, now=timezone.now())
    else:
        letters.send_letter(letter, to=rounds.still_concerned(letter))
