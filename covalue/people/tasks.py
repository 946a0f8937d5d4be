"""Letters sent in the background: unpack ids, write."""

from datetime import datetime

from django_tasks import task

from covalue.people import letters, notices
from covalue.people.models import User
from covalue.people.passwords import actions


@task()  # type: ignore[untyped-decorator]
def send_reset(email: str, origin: str) -> None:
    """To an address somebody says is theirs: a link, or that the company signs them in. To nobody else anything."""
    user = User.objects.filter(email=email, deactivated_at=None).first()
    if user is None or not user.roles:
        return
    letters.send_reset(user, actions.link_part(user) if actions.may_reset(user) else "", origin)


@task()  # type: ignore[untyped-decorator]
def send_notice(user_id: int, change: str, origin: str, at: str) -> None:
    """That the way somebody signs in has changed."""
    user = User.objects.get(pk=user_id)
    letters.send_notice(user, notices.Change(change).label, origin, datetime.fromisoformat(at))
