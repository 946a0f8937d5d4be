"""What is said when something breaks on our side: never a traceback, always the request's name, nothing typed lost."""

import logging
import re
import sys
from typing import Final

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.template import loader

from covalue.analytics.cluster import ClusterError
from covalue.core import disk
from covalue.web import requests

log = logging.getLogger(__name__)

RETRY_AFTER_SECONDS: Final = 10
SECRET_NAMES: Final = re.compile("passw|secret|token|^code$", re.IGNORECASE)
NAME_OF_CHECK: Final = "csrfmiddlewaretoken"


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler for what nobody caught: 503 while the database or the cluster is away or the disk is full, 408 when
    the request stopped on its way, otherwise 500.
    """
    fault = sys.exc_info()[1]
    if isinstance(fault, UnreadablePostError):
        log.info("the request did not arrive whole")
        return HttpResponse(status=408)
    cluster, full = isinstance(fault, ClusterError), fault is not None and disk.says_full(fault)
    away = cluster or full or isinstance(fault, (OperationalError, InterfaceError))
    said = str(fault) if cluster else "the disk is full" if full else "database is not responding" if away else "fault"
    log.error(said, exc_info=fault)
    page = {
        "request_id": requests.request_id(request),
        "kept": _kept(request) if away else [],
        "path": request.path,
        "cluster": cluster,
        "full": full,
    }
    request.disk_is_full = full  # type: ignore[attr-defined]
    template = "503.html" if away else "500.html"
    answer = HttpResponse(loader.render_to_string(template, page), status=503 if away else 500)
    if away:
        answer.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return answer


def _kept(request: HttpRequest) -> list[tuple[str, str]]:
    """What was typed, to be sent again by a button; passwords and codes are typed again. Files cannot be kept."""
    if request.method != "POST" or request.path.startswith("/api/"):
        return []
    return [
        (name, str(value))
        for name, values in request.POST.lists()
        if name == NAME_OF_CHECK or not SECRET_NAMES.search(name)
        for value in values
    ]
