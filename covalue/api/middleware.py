"""A name for every call, and one shape for every refusal below /api/."""

import uuid
from collections.abc import Callable
from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from covalue.api import problems

PREFIX: Final = "/api/"


class Calls:
    """Stands before everything that can refuse, so that nothing answers a program with a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(PREFIX):
            return self.get_response(request)
        if not getattr(request, "request_id", ""):
            request.request_id = uuid.uuid4().hex  # type: ignore[attr-defined]
        answer = problems.of_answer(request, self.get_response(request))
        answer.headers.setdefault("X-Request-ID", request.request_id)  # type: ignore[attr-defined]
        return answer
