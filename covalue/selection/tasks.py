"""Letters of rounds, sent in the background."""

from django_tasks import task

from covalue.selection import letters
from covalue.selection.models import Letter, Rater


@task()  # type: ignore[untyped-decorator]
def ask_rater(rater_id: int) -> None:
    """To somebody who is asked to rate."""
    rater = Rater.objects.filter(pk=rater_id, left_at=None).select_related("round__opened_by", "user").first()
    if rater is not None and rater.user.is_active:
        letters.ask_rater(rater)


@task()  # type: ignore[untyped-decorator]
def send_letter(letter_id: int) -> None:
    """To those whom a decision concerns."""
    letter = Letter.objects.filter(pk=letter_id).select_related("sent_by").first()
    if letter is not None:
        letters.send_letter(letter)
