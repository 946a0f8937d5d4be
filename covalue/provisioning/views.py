"""SCIM 2.0 (RFC 7644): each address with its methods, one shape of error."""

import hmac
import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.db import IntegrityError, transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from pydantic import ValidationError
from scim2_models import (
    Context,
    Error,
    InvalidSyntaxException,
    InvalidValueException,
    ListResponse,
    NotFoundException,
    NotImplementedException,
    PatchOp,
    PayloadTooLargeException,
    ResponseParameters,
    SCIMException,
    SearchRequest,
    UnauthorizedException,
    UniquenessException,
)

from covalue.core import errors, events
from covalue.people import queries as users
from covalue.people.models import User
from covalue.provisioning import actions, queries, resources
from covalue.provisioning.models import Group

CONTENT_TYPE: Final = "application/scim+json"
BEARER: Final = "bearer "
READ_ONLY: Final = ("id", "meta", "groups")
DIRECTORY: Final = events.system("SCIM")

Handler = Callable[..., HttpResponse]
Answer = Callable[..., HttpResponse]


def endpoint(**methods: Handler) -> Answer:
    """A view that asks for the token, finds the method, and turns every refusal into a SCIM error."""

    def view(request: HttpRequest, **parts: str) -> HttpResponse:
        try:
            _guard(request)
            handler = methods.get(request.method or "")
            if handler is None:
                return _refused(Error(status=405, detail=f"{request.method} is not possible here."))
            with resources.PROVIDER:
                return handler(request, **parts)
        except (SCIMException, ValidationError, errors.Refused, IntegrityError, RequestDataTooBig) as problem:
            return _refused(_error(problem))

    return csrf_exempt(login_not_required(view))


def list_users(request: HttpRequest) -> HttpResponse:
    return _listed(request, resources.User, queries.users_like, queries.user_resource, request.GET.dict())


def search_users(request: HttpRequest) -> HttpResponse:
    return _listed(request, resources.User, queries.users_like, queries.user_resource, _body(request))


def create_user(request: HttpRequest) -> HttpResponse:
    resource = resources.User.model_validate(
        _with_address(_writable(_body(request))), scim_ctx=Context.RESOURCE_CREATION_REQUEST
    )
    user = actions.create_user(DIRECTORY, resource=resource, now=timezone.now())
    return _user(request, user.pk, Context.RESOURCE_CREATION_RESPONSE, status=201)


def read_user(request: HttpRequest, resource_id: str) -> HttpResponse:
    return _user(request, _key(resource_id), Context.RESOURCE_QUERY_RESPONSE)


@transaction.atomic
def replace_user(request: HttpRequest, resource_id: str) -> HttpResponse:
    user, present = _present_user(request, resource_id)
    wanted = resources.User.model_validate(
        _with_address(_writable(_body(request))), scim_ctx=Context.RESOURCE_REPLACEMENT_REQUEST
    )
    wanted.replace(present)
    actions.change_user(DIRECTORY, user=user, resource=wanted, now=timezone.now())
    return _user(request, user.pk, Context.RESOURCE_REPLACEMENT_RESPONSE)


@transaction.atomic
def patch_user(request: HttpRequest, resource_id: str) -> HttpResponse:
    user, present = _present_user(request, resource_id)
    patch = PatchOp[resources.User].model_validate(_body(request), scim_ctx=Context.RESOURCE_PATCH_REQUEST)
    if patch.patch(present):
        actions.change_user(DIRECTORY, user=user, resource=present, now=timezone.now())
    return _user(request, user.pk, Context.RESOURCE_PATCH_RESPONSE)


@transaction.atomic
def delete_user(request: HttpRequest, resource_id: str) -> HttpResponse:
    user, _present = _present_user(request, resource_id)
    actions.remove_user(DIRECTORY, user=user, now=timezone.now())
    return HttpResponse(status=204)


def list_groups(request: HttpRequest) -> HttpResponse:
    return _listed(request, resources.Group, queries.groups_like, queries.group_resource, request.GET.dict())


def search_groups(request: HttpRequest) -> HttpResponse:
    return _listed(request, resources.Group, queries.groups_like, queries.group_resource, _body(request))


def create_group(request: HttpRequest) -> HttpResponse:
    resource = resources.Group.model_validate(_writable(_body(request)), scim_ctx=Context.RESOURCE_CREATION_REQUEST)
    group = actions.create_group(DIRECTORY, resource=resource, now=timezone.now())
    return _group(request, group.pk, Context.RESOURCE_CREATION_RESPONSE, status=201)


def read_group(request: HttpRequest, resource_id: str) -> HttpResponse:
    return _group(request, _key(resource_id), Context.RESOURCE_QUERY_RESPONSE)


@transaction.atomic
def replace_group(request: HttpRequest, resource_id: str) -> HttpResponse:
    group, present = _present_group(request, resource_id)
    wanted = resources.Group.model_validate(_writable(_body(request)), scim_ctx=Context.RESOURCE_REPLACEMENT_REQUEST)
    wanted.replace(present)
    actions.change_group(DIRECTORY, group=group, resource=wanted, now=timezone.now())
    return _group(request, group.pk, Context.RESOURCE_REPLACEMENT_RESPONSE)


@transaction.atomic
def patch_group(request: HttpRequest, resource_id: str) -> HttpResponse:
    group, present = _present_group(request, resource_id)
    patch = PatchOp[resources.Group].model_validate(_body(request), scim_ctx=Context.RESOURCE_PATCH_REQUEST)
    if patch.patch(present):
        actions.change_group(DIRECTORY, group=group, resource=present, now=timezone.now())
    return _group(request, group.pk, Context.RESOURCE_PATCH_RESPONSE)


@transaction.atomic
def delete_group(request: HttpRequest, resource_id: str) -> HttpResponse:
    group, _present = _present_group(request, resource_id)
    actions.remove_group(DIRECTORY, group=group, now=timezone.now())
    return HttpResponse(status=204)


def service_provider_config(request: HttpRequest) -> HttpResponse:
    return _described(request, resources.CONFIG, "ServiceProviderConfig")


def list_schemas(request: HttpRequest) -> HttpResponse:
    return _all_described(request, {str(schema.id): schema for schema in resources.PROVIDER.schemas}, "Schema")


def read_schema(request: HttpRequest, resource_id: str) -> HttpResponse:
    return _one_described(
        request, {str(schema.id): schema for schema in resources.PROVIDER.schemas}, "Schema", resource_id
    )


def list_resource_types(request: HttpRequest) -> HttpResponse:
    return _all_described(request, {str(kind.id): kind for kind in resources.PROVIDER.resource_types}, "ResourceType")


def read_resource_type(request: HttpRequest, resource_id: str) -> HttpResponse:
    kinds = {str(kind.id): kind for kind in resources.PROVIDER.resource_types}
    return _one_described(request, kinds, "ResourceType", resource_id)


def search_everything(request: HttpRequest) -> HttpResponse:
    raise NotImplementedException(detail="Search /Users or /Groups; both at once is not possible.")


def nowhere(request: HttpRequest, **_parts: str) -> HttpResponse:
    raise NotFoundException(detail="There is nothing at this address.")


def _guard(request: HttpRequest) -> None:
    """Only the bearer of the token; without one configured there is nothing here."""
    if not settings.SCIM_TOKEN:
        raise NotFoundException(detail="Provisioning is not set up (COVALUE_SCIM_TOKEN).")
    if not shows_token(request):
        raise UnauthorizedException(detail="The bearer token is missing or wrong.")


def shows_token(request: HttpRequest) -> bool:
    """Whether the request bears the token that is configured, if one is."""
    header = request.headers.get("Authorization", "")
    shown = header[len(BEARER) :].strip() if header.lower().startswith(BEARER) else ""
    return bool(settings.SCIM_TOKEN) and hmac.compare_digest(shown.encode(), settings.SCIM_TOKEN.encode())


def _error(problem: Exception) -> Error:
    if isinstance(problem, SCIMException):
        return problem.to_error()
    if isinstance(problem, ValidationError):
        return Error.from_validation_errors(problem)[0]
    if isinstance(problem, actions.Taken):
        return UniquenessException(detail=problem.sentence).to_error()
    if isinstance(problem, IntegrityError):
        return UniquenessException(detail="Someone else just took this name; try again.").to_error()
    if isinstance(problem, errors.BadInput):
        return InvalidValueException(detail=problem.sentence).to_error()
    if isinstance(problem, errors.Refused):
        return Error(status=problem.status, detail=problem.sentence)
    return PayloadTooLargeException().to_error()


def _refused(error: Error) -> HttpResponse:
    response = _json(error.model_dump(), error.status or 400)
    if error.status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="Covalue SCIM"'
    return response


def _json(data: Mapping[str, Any], status: int = 200) -> HttpResponse:
    return HttpResponse(json.dumps(data), status=status, content_type=CONTENT_TYPE)


def _body(request: HttpRequest) -> dict[str, Any]:
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        raise InvalidSyntaxException(detail="The request is not JSON.") from None
    if not isinstance(body, dict):
        raise InvalidSyntaxException(detail="The request has to be a JSON object.")
    return body


def _writable(body: dict[str, Any]) -> dict[str, Any]:
    """RFC 7644 §3.3 and §3.5.1: what is read-only is ignored, not refused."""
    return {name: value for name, value in body.items() if name not in READ_ONLY}


def _with_address(body: dict[str, Any]) -> dict[str, Any]:
    """Directories whose user names are email addresses often send no `emails`."""
    name = body.get("userName")
    if not body.get("emails") and isinstance(name, str) and "@" in name:
        return {**body, "emails": [{"value": name, "primary": True, "type": "work"}]}
    return body


def _listed(
    request: HttpRequest,
    model: type[Any],
    rows_like: Callable[[str], QuerySet[Any]],
    to_resource: Callable[[Any, str], Any],
    parameters: Mapping[str, Any],
) -> HttpResponse:
    known = ("filter", "startIndex", "count", "attributes", "excludedAttributes")
    query = SearchRequest[model].model_validate({name: parameters[name] for name in known if name in parameters})  # type: ignore[valid-type]
    start = max((query.start_index or 1) - 1, 0)
    count = resources.MOST_RESULTS if query.count is None else max(0, min(query.count, resources.MOST_RESULTS))
    rows, base = rows_like(str(query.filter or "")), _base(request)
    if query.filter:
        matching = [resource for row in rows if query.filter.match(resource := to_resource(row, base))]
        total, shown = len(matching), matching[start : start + count]
    else:
        total, shown = rows.count(), [to_resource(row, base) for row in rows[start : start + count]]
    answer = ListResponse[model](  # type: ignore[valid-type]
        total_results=total, start_index=start + 1, items_per_page=len(shown), resources=shown
    )
    return _json(answer.model_dump(scim_ctx=Context.RESOURCE_QUERY_RESPONSE, response_parameters=query))


def _user(request: HttpRequest, key: int, context: Context, status: int = 200) -> HttpResponse:
    resource = queries.user_resource(_get(queries.users(), key), _base(request))
    return _resource(request, resource, context, status)


def _group(request: HttpRequest, key: int, context: Context, status: int = 200) -> HttpResponse:
    resource = queries.group_resource(_get(queries.groups(), key), _base(request))
    return _resource(request, resource, context, status)


def _resource(request: HttpRequest, resource: Any, context: Context, status: int) -> HttpResponse:
    wanted = {name: request.GET[name] for name in ("attributes", "excludedAttributes") if name in request.GET}
    parameters = ResponseParameters[type(resource)].model_validate(wanted)  # type: ignore[misc]
    response = _json(resource.model_dump(scim_ctx=context, response_parameters=parameters), status)
    response.headers["Location"] = str(resource.meta.location)
    return response


def _present_user(request: HttpRequest, resource_id: str) -> tuple[User, resources.User]:
    """The user and their resource, locked so that two changes do not mix."""
    key = _key(resource_id)
    users.lock(pk=key)
    user = _get(queries.users(), key)
    return user, queries.user_resource(user, _base(request))


def _present_group(request: HttpRequest, resource_id: str) -> tuple[Group, resources.Group]:
    key = _key(resource_id)
    Group.objects.select_for_update().filter(pk=key).first()
    group = _get(queries.groups(), key)
    return group, queries.group_resource(group, _base(request))


def _get(rows: QuerySet[Any], key: int) -> Any:
    row: Model | None = rows.filter(pk=key).first()
    if row is None:
        raise NotFoundException(detail="There is no such resource.")
    return row


def _key(resource_id: str) -> int:
    if not resource_id.isdecimal() or len(resource_id) > 18:
        raise NotFoundException(detail="There is no such resource.")
    return int(resource_id)


def _base(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("scim:home")).rstrip("/")


def _described(request: HttpRequest, thing: Any, kind: str, key: str = "") -> HttpResponse:
    return _json(_with_meta(request, thing, kind, key))


def _all_described(request: HttpRequest, things: Mapping[str, Any], kind: str) -> HttpResponse:
    if "filter" in request.GET:
        return _refused(Error(status=403, detail="The service description cannot be filtered."))
    shown = [_with_meta(request, thing, kind, key) for key, thing in things.items()]
    answer = {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
        "totalResults": len(shown),
        "startIndex": 1,
        "itemsPerPage": len(shown),
        "Resources": shown,
    }
    return _json(answer)


def _one_described(request: HttpRequest, things: Mapping[str, Any], kind: str, key: str) -> HttpResponse:
    if key not in things:
        raise NotFoundException(detail=f"There is no {kind} {key}.")
    return _described(request, things[key], kind, key)


def _with_meta(request: HttpRequest, thing: Any, kind: str, key: str) -> dict[str, Any]:
    place = {"Schema": "Schemas", "ResourceType": "ResourceTypes"}.get(kind, kind)
    location = f"{_base(request)}/{place}" + (f"/{key}" if key else "")
    data: dict[str, Any] = thing.model_dump(scim_ctx=Context.RESOURCE_QUERY_RESPONSE)
    return {**data, "meta": {"resourceType": kind, "location": location}}
