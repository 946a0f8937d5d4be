"""In which language a page or a letter speaks: the one chosen on this device, the customer's own for what a customer reads."""

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.translation import get_language_info

from covalue.core.shared import Added

ASKED: Final = "lang"
A_YEAR: Final = 365 * 24 * 3600


def speak(request: HttpRequest, preferred: str = "") -> None:
    """Answer in the language somebody chose, else the one we know of them, else the one their browser asks for."""
    chosen = request.GET.get(ASKED, ""), request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""), preferred
    known = next((language for language in chosen if language in KNOWN), "")
    translation.activate(known or translation.get_language_from_request(request))


def speak_as_chosen(request: HttpRequest, own: str = "") -> None:
    """Answer in the language somebody chose: by this link, for themselves (`own`), or on this device; in English otherwise."""
    chosen = request.GET.get(ASKED, ""), own, request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    translation.activate(known(next((language for language in chosen if language in KNOWN), "")))


def tell_by(language: Callable[[str], str]) -> None:
    """Let `language` say what whoever has an email address reads; empty where it does not know them."""
    _told.add(language)


def of_address(email: str) -> str:
    """The language of a customer with this email address; empty for anybody else."""
    return next((language for told in _told if (language := told(email))), "")


def known(language: str) -> str:
    """A language we can write in; English when nothing is known."""
    return language if language in KNOWN else settings.LANGUAGE_CODE


def name_of(language: str) -> str:
    """What a language is called in the one that is active: German."""
    return str(translation.gettext(get_language_info(language)["name"]))


class Languages:
    """Every request begins in the language that was chosen on the device, kept for a year, or in English; what a customer reads
    calls `speak`. What a browser prefers by itself changes nothing for us: a colleague chooses on the page about
    themselves, for every device (`people.middleware.Languages`).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        speak_as_chosen(request)
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", translation.get_language())
        if request.GET.get(ASKED) in KNOWN:
            keep(response, request.GET[ASKED])
        return response


def keep(response: HttpResponseBase, language: str) -> None:
    """Speak this language on this device from now on."""
    if language in KNOWN:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=A_YEAR,
            samesite="Lax",
            httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
        )


_told: Added[Callable[[str], str]] = Added()
KNOWN: Final = frozenset(code for code, _name in settings.LANGUAGES)
