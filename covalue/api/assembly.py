"""Every noun's router in one API, and its addresses."""

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import Any, Final, cast

from django.apps import apps
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.operation import Operation
from ninja.router import Router

from covalue.api import description, door, problems, reading
from covalue.core import errors
from covalue.web import conflicts


class Covalue(NinjaAPI):
    """Names operations by their functions, and tells the version of what it answers as ETag."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__

    def get_operation_url_name(self, operation: Operation, router: Router) -> str:
        return operation.view_func.__name__.replace("_", "-")

    def create_response(
        self,
        request: HttpRequest,
        data: Any,
        *,
        status: int | None = None,
        temporal_response: HttpResponse | None = None,
    ) -> HttpResponse:
        answer = super().create_response(request, data, status=status, temporal_response=temporal_response)
        version = data.get("version") if isinstance(data, dict) else None
        if isinstance(version, str) and version:
            answer.headers["ETag"] = f'"{version}"'
        return answer


def assemble() -> NinjaAPI:
    """The API as it is served."""
    api = Covalue(
        title="Covalue",
        version="1",
        urls_namespace="api",
        openapi_url=None,
        docs_url=None,
        description=description.INTRODUCTION,
    )
    api.add_decorator(door.guard, mode="view")
    api.add_exception_handler(errors.Refused, cast(Any, problems.of_refusal))
    for kind in conflicts.KINDS:
        api.add_exception_handler(kind, cast(Any, _conflicting))
    api.add_exception_handler(ValidationError, cast(Any, problems.of_schema))
    api.add_exception_handler(HttpError, cast(Any, _unreadable))
    for router in _routers():
        api.add_router("", router)
    return api


def _conflicting(request: HttpRequest, problem: Exception) -> HttpResponse:
    return problems.of_refusal(request, conflicts.refused(problem))


def _routers() -> Iterator[Router]:
    """`router` of the `api.py` of each package that has one."""
    for app in apps.get_app_configs():
        if app.name.startswith("covalue.") and module_has_submodule(app.module, "api"):
            yield import_module(f"{app.name}.api").router


def _unreadable(request: HttpRequest, problem: HttpError) -> HttpResponse:
    """Ninja itself refuses only a body it cannot read."""
    return problems.response(request, problem.status_code, _("The body is not JSON."))


api: Final = assemble()


@login_not_required
@require_GET
def openapi(request: HttpRequest) -> HttpResponseBase:
    """The API described for programs (OpenAPI 3.1). It holds no secret, so it is open."""
    return HttpResponse(_text(), content_type="application/json")


@require_GET
def docs(request: HttpRequest) -> HttpResponseBase:
    """The same for people."""
    return render(request, "api/docs.html", {"page": _chapters()})


@cache
def _text() -> str:
    """As for `_chapters`."""
    return description.as_text(api)


@cache
def _chapters() -> Any:
    """The same for as long as the process runs; describing every operation takes half a second."""
    return reading.chapters(description.describe(api))


def _open_to_keys(pattern: URLPattern) -> URLPattern:
    """The door asks who calls; the pages' sign-in would send a program to a form."""
    pattern.callback = login_not_required(pattern.callback)
    return pattern


_patterns, _app, _space = api.urls
operations = [_open_to_keys(p) for p in _patterns if isinstance(p, URLPattern) and p.name != "api-root"]

urlpatterns = [
    path("openapi.json", openapi, name="openapi"),
    path("docs", docs, name="docs"),
    *operations,
]
