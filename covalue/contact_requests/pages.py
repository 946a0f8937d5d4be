"""The pages personal links lead to. Whoever opens one is nobody to us, even where somebody of ours is signed in."""

from typing import TypeVar

from django.http import HttpRequest

from covalue.contact_requests.kinds import RequestKind
from covalue.contact_requests.models import ContactRequest
from covalue.core.events import Actor
from covalue.web import languages, requests

Row = TypeVar("Row", bound=ContactRequest)


def requested(request: HttpRequest, kind: RequestKind[Row], secret: str) -> Row:
    """What the link opens, spoken of in the language of whom it was sent to; not found for any other address."""
    asked = kind.requested(secret)
    languages.speak(request, asked.contact.language)
    return asked


def actor(request: HttpRequest) -> Actor:
    """Nobody of ours, from where the request came."""
    return Actor(user=None, origin=requests.origin(request), request=requests.request_id(request))
