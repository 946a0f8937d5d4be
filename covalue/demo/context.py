"""What templates of other packages may know: where the outbox is."""

from django.http import HttpRequest
from django.urls import reverse

from covalue.demo import outbox
from covalue.people.models import User


def for_request(request: HttpRequest) -> dict[str, str]:
    """Template context: the address of the outbox, where it keeps the emails and for who may read it."""
    user = getattr(request, "user", None)
    may_read = isinstance(user, User) and not user.is_guest and outbox.may_read(user)
    return {"outbox": reverse("demo:outbox")} if may_read and outbox.kept() else {}
