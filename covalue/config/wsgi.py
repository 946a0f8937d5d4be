"""The door for a WSGI server."""

import os
from collections.abc import Callable, Iterable
from typing import Any

import django
from django.core.handlers.wsgi import WSGIHandler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "covalue.config.settings")
django.setup()

from covalue.config.proxies import client_of  # noqa: E402
from covalue.core import shared  # noqa: E402
from covalue.web import assets  # noqa: E402

shared.load()
assets.prepare()
_django = WSGIHandler()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Django, told by which scheme people come (that of COVALUE_BASE_URL) and from where, as the proxies before us say."""
    from django.conf import settings

    if settings.BASE_URL.startswith("https:"):
        environ["wsgi.url_scheme"] = "https"
    if settings.PROXIES:
        environ["REMOTE_ADDR"] = client_of(environ, settings.PROXIES)
    answer: Iterable[bytes] = _django(environ, start_response)
    return answer
