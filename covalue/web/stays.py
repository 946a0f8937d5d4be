"""A refusal is said on the page a form was sent from: what was typed is there again, with the reason at its field.

A form sent by a browser with scripts names its page as `_page` (stays.js). Whatever it is refused for, the browser is led
back there, and the page holds what `kept` returns, from which the script fills the form in.
"""

import re
from dataclasses import asdict, dataclass
from typing import Final
from urllib.parse import urlsplit

from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from covalue.core import errors
from covalue.core.person import Person

PAGE: Final = "_page"
SESSION: Final = "refused"
MESSAGES: Final = "_messages"  # what django.contrib.messages keeps in a session
LONGEST: Final = 200_000  # characters a session keeps; more is left to the page of the refusal
SECRET_NAMES: Final = re.compile(r"passw|secret|token|^old$|^new$", re.IGNORECASE)
STAYING: Final = (errors.BadInput, errors.WrongState, errors.TooLarge)


@dataclass(frozen=True)
class Kept:
    """A form that was refused: where it was sent, each name with a value, the reason and the field it is about.

    `choices` are what its value can mean, if that was unclear.
    """

    action: str
    values: list[tuple[str, str]]
    sentence: str
    field: str
    choices: tuple[tuple[str, str], ...] = ()


def back(request: HttpRequest, refused: errors.Refused) -> HttpResponse | None:
    """Back to the page of the form or link; None where it is not known, or more was typed than is kept."""
    if not isinstance(refused, STAYING) or not request.user.is_authenticated:
        return None
    if request.method == "GET":
        page, values = came_from(request), _typed(request)
    elif isinstance(refused, errors.TooLarge):  # what was sent may not be read
        page, values = came_from(request), []
    else:
        page, values = page_of(request), _typed(request)
    if page is None:
        return None
    if sum(len(value) for _name, value in values) > LONGEST:
        return None
    field, choices = getattr(refused, "field", ""), getattr(refused, "choices", ())
    kept = Kept(request.path, values, refused.sentence, field, choices)
    request.session[SESSION] = asdict(kept)
    return redirect(page)


def kept(request: HttpRequest) -> Kept | None:
    """The form that was refused just before, once."""
    values = request.session.pop(SESSION, None) if hasattr(request, "session") else None
    return Kept(**values) if values else None


def forget(person: Person) -> None:
    """Take a person out of what browsers were to be told next: refused forms and messages that name them go."""
    for session in Session.objects.iterator(chunk_size=500):
        data = session.get_decoded()
        named = [name for name in (SESSION, MESSAGES) if person.is_in(data.get(name))]
        if named:
            kept_data = {name: value for name, value in data.items() if name not in named}
            session.session_data = SessionStore().encode(kept_data)
            session.save(update_fields=["session_data"])


def page_of(request: HttpRequest) -> str | None:
    """The page of ours that the form of this request was on, if the form says so."""
    wanted = request.POST.get(PAGE, "") if request.method == "POST" else ""
    return wanted if _is_ours(request, wanted) else None


def came_from(request: HttpRequest) -> str | None:
    """The page of ours that led here, as the browser tells; not this very address."""
    parts = urlsplit(request.headers.get("Referer", ""))
    address = parts.path + (f"?{parts.query}" if parts.query else "")
    ours = parts.netloc == request.get_host() and _is_ours(request, address)
    return address if ours and address != request.get_full_path() else None


def _is_ours(request: HttpRequest, address: str) -> bool:
    return address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()})


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What was typed but secrets, which are typed again; files cannot be kept."""
    return [
        (name, str(value))
        for name, values in (request.POST if request.method == "POST" else request.GET).lists()
        if name not in (PAGE, "csrfmiddlewaretoken") and not SECRET_NAMES.search(name)
        for value in values
    ]
