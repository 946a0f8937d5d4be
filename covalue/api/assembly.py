"""Every noun's router in one API, and its addresses."""

from functools import cache
from typing import Any, Final, cast

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.operation import Operation
from ninja.router import Router

from covalue.accounts.api import router as accounts
from covalue.action_items.api import router as action_items
from covalue.api import description, door, problems, reading
from covalue.conversations.api import router as conversations
from covalue.core import errors
from covalue.coverage.api import router as coverage
from covalue.discovery.api import router as discovery
from covalue.handovers.api import router as handovers
from covalue.ledger.api import router as ledger
from covalue.lifetime.api import router as lifetime
from covalue.listviews.api import router as listviews
from covalue.masterdata.api import router as masterdata
from covalue.needs.api import router as needs
from covalue.objectives.api import router as objectives
from covalue.organisation.api import router as organisation
from covalue.people.api import router as people
from covalue.plans.api import router as plans
from covalue.portal.api import router as portal
from covalue.portfolio.api import router as portfolio
from covalue.process.api import router as process
from covalue.profitability.api import router as profitability
from covalue.retention.api import router as retention
from covalue.segmentation.api import router as segmentation
from covalue.selection.api import router as selection
from covalue.value.api import router as value

ROUTERS: Final = (
    people, organisation, listviews, accounts, ledger, masterdata, portfolio, lifetime, profitability, segmentation, retention,
    objectives, action_items, conversations, value, handovers, plans, portal, discovery, needs, coverage, selection, process,
)  # fmt: skip
PREFIX: Final = "api/v1/"


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
    api.add_exception_handler(ValidationError, cast(Any, problems.of_schema))
    api.add_exception_handler(HttpError, cast(Any, _unreadable))
    for router in ROUTERS:
        api.add_router("", router)
    return api


def _unreadable(request: HttpRequest, problem: HttpError) -> HttpResponse:
    """Ninja itself refuses only a body it cannot read."""
    return problems.response(request, problem.status_code, _("The body is not JSON."))


api: Final = assemble()


@login_not_required
@require_GET
def openapi(request: HttpRequest) -> HttpResponseBase:
    """The API described for programs (OpenAPI 3.1). It holds no secret, so it is open."""
    return HttpResponse(description.as_text(api), content_type="application/json")


@require_GET
def docs(request: HttpRequest) -> HttpResponseBase:
    """The same for people."""
    return render(request, "api/docs.html", {"page": _chapters()})


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
