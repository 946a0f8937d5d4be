"""When a session was last seen, noted at most every five minutes so that reading pages writes nothing."""

import time
from collections.abc import Callable
from typing import Final

from allauth.usersessions.models import UserSession
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

EVERY_SECONDS: Final = 300
NOTED: Final = "seen"


class Seen:
    """Keeps the session list of “Sign-in and security” truthful."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        noted = request.session.get(NOTED)
        if noted is not None and time.time() - noted > EVERY_SECONDS and request.user.is_authenticated:
            request.session[NOTED] = time.time()
            UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=timezone.now())
        return self.get_response(request)
