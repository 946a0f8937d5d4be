"""The door for a WSGI server."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "covalue.config.settings")
_django = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Django, told that people come by the scheme of COVALUE_BASE_URL even if a proxy ends TLS before us."""
    from django.conf import settings

    if settings.BASE_URL.startswith("https:"):
        environ["wsgi.url_scheme"] = "https"
    answer: Iterable[bytes] = _django(environ, start_response)
    return answer
