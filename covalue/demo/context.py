"""What templates of other packages may know of the demo: where its outbox is."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from covalue.demo import outbox


def for_request(request: HttpRequest) -> dict[str, str]:
    """Template context: the address of the outbox, in a demo only, and only where it keeps the emails."""
    return {"demo_outbox": reverse("demo:outbox")} if settings.DEMO and outbox.kept() else {}
