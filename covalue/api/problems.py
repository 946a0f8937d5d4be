"""Every refusal as RFC 9457 problem details, whoever refuses: an action, a schema, the door or Django itself."""

import json
import re
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from ninja import Schema
from ninja.errors import ValidationError
from pydantic import Field

from covalue.core import errors
from covalue.web import requests
from covalue.web.inputs import sentence_of
from covalue.web.versions import StaleError

MEDIA_TYPE: Final = "application/problem+json"

# Status → the problem's type and title. RFC 9457 §3.1: titles do not change from one occurrence to the next.
KINDS: Final = {
    400: ("malformed", "The request cannot be read"),
    401: ("not-signed-in", "Not signed in"),
    403: ("not-allowed", "Not allowed"),
    404: ("not-found", "Not found"),
    405: ("no-such-method", "This address does not support that method"),
    408: ("not-arrived", "The request did not arrive whole"),
    409: ("wrong-state", "Not in this state"),
    412: ("stale", "Changed since you read it"),
    413: ("too-large", "Too large"),
    415: ("media-type", "Media type not supported"),
    422: ("bad-input", "The input is not valid"),
    428: ("version-needed", "Say which version you change"),
    500: ("fault", "Something went wrong on our side"),
    503: ("not-ready", "Not ready"),
}


class Fault(Schema):
    """One part of the input that is not valid."""

    field: str = Field(description="the name of the part, with dots into lists and objects")
    message: str


class Problem(Schema):
    """Why a request was refused (RFC 9457)."""

    type: str = Field(description="a URI naming the kind of problem")
    title: str
    status: int
    detail: str = Field(description="what happened here, as a sentence")
    field: str = Field("", description="the part of the input at fault, if there is one")
    errors: list[Fault] = Field(default_factory=list, description="every part of the input at fault")
    version: str = Field("", description="for a stale change: the present version")
    request: str = Field("", description="this request's ID in our logs and in the audit log")


class TooLarge(errors.Refused):
    status = 413


class NotUnderstood(errors.Refused):
    status = 415


class NotSignedIn(errors.Refused):
    status = 401


def of_refusal(request: HttpRequest, refused: errors.Refused) -> HttpResponse:
    """A refusal of core.errors, or one of the door's."""
    field = getattr(refused, "field", "")
    version = refused.version if isinstance(refused, StaleError) else ""
    faults = [Fault(field=field, message=refused.sentence)] if field else []
    return response(request, refused.status, refused.sentence, field=field, faults=faults, version=version)


def of_schema(request: HttpRequest, wrong: ValidationError) -> HttpResponse:
    """What did not fit the schema, part by part."""
    faults = [Fault(field=_name(error["loc"]), message=sentence_of(error)) for error in wrong.errors]
    first = faults[0]
    sentence = f"{first.field}: {first.message}" if first.field else first.message
    return response(request, 422, sentence, field=first.field, faults=faults)


def of_answer(request: HttpRequest, answer: HttpResponseBase) -> HttpResponseBase:
    """Whatever Django refused by itself (no such address, wrong method, broken upload), told the same way."""
    if answer.status_code < 400 or answer.headers.get("Content-Type", "").startswith(MEDIA_TYPE):
        return answer
    problem = response(request, answer.status_code, _of_full_disk() if getattr(request, "disk_is_full", False) else "")
    for name in ("Allow", "Retry-After"):
        if name in answer.headers:
            problem.headers[name] = answer.headers[name]
    return problem


def response(
    request: HttpRequest,
    status: int,
    detail: str = "",
    *,
    field: str = "",
    faults: list[Fault] | None = None,
    version: str = "",
) -> HttpResponse:
    """One problem."""
    kind, title = KINDS.get(status, (f"http-{status}", "Refused"))
    problem = Problem(
        type=f"urn:covalue:problem:{kind}",
        title=title,
        status=status,
        detail=str(detail) or _default(status),
        field=field,
        errors=faults or [],
        version=version,
        request=requests.request_id(request),
    )
    answer = HttpResponse(json.dumps(_told(problem)), status=status, content_type=MEDIA_TYPE)
    if status == 401:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="Covalue"'
    if version:
        answer.headers["ETag"] = f'"{version}"'
    return answer


def _told(problem: Problem) -> dict[str, Any]:
    """Without the parts that say nothing."""
    return {name: value for name, value in problem.model_dump().items() if value not in ("", [])}


def _name(place: list[str | int] | tuple[str | int, ...]) -> str:
    """Where in the request: without the source (body, query) and the name of our own parameter."""
    parts = [str(part) for part in place]
    inner = parts[1:] if parts and parts[0] in ("body", "query", "path", "header", "file", "form") else parts
    inner = inner[1:] if inner and inner[0] in ("body", "asked") else inner
    return re.sub(r"[^\w.\- ]", "", ".".join(inner))[:200]


def _of_full_disk() -> str:
    return _("The server's disk is full: nothing was saved. Please tell your administrator.")


def _default(status: int) -> str:
    if status == 404:
        return _("This does not exist, or you may not see it.")
    if status == 405:
        return _("This address does not support this method.")
    if status == 500:
        return _("Something went wrong on our side. Nothing was changed.")
    if status == 503:
        return _(
            "The database or the ledger cluster is not responding. Try again, but check first whether your change "
            "was saved."
        )
    return str(KINDS.get(status, ("", "Refused"))[1]) + "."
