from collections.abc import Callable
from functools import cache

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

app_name = "scim"
prefix = "scim/v2/"


def knows_caller(request: HttpRequest) -> bool:
    """Whether the company's directory calls, with its token."""
    from covalue.provisioning import views

    return request.path.startswith(f"/{prefix}") and views.shows_token(request)


def endpoint(**methods: str) -> Callable[..., HttpResponse]:
    """The view of these functions of views.py, loaded with the models of SCIM at the first call, not at every start."""

    @cache
    def loaded() -> Callable[..., HttpResponse]:
        from covalue.provisioning import views

        return views.endpoint(**{method: getattr(views, name) for method, name in methods.items()})

    @csrf_exempt
    @login_not_required
    def view(request: HttpRequest, **parts: str) -> HttpResponse:
        return loaded()(request, **parts)

    return view


USERS = endpoint(GET="list_users", POST="create_user")
USER = endpoint(GET="read_user", PUT="replace_user", PATCH="patch_user", DELETE="delete_user")
GROUPS = endpoint(GET="list_groups", POST="create_group")
GROUP = endpoint(GET="read_group", PUT="replace_group", PATCH="patch_group", DELETE="delete_group")

urlpatterns = [
    path("", endpoint(GET="nowhere"), name="home"),
    path("Users", USERS, name="users"),
    path("Users/.search", endpoint(POST="search_users"), name="search-users"),
    path("Users/<str:resource_id>", USER, name="user"),
    path("Groups", GROUPS, name="groups"),
    path("Groups/.search", endpoint(POST="search_groups"), name="search-groups"),
    path("Groups/<str:resource_id>", GROUP, name="group"),
    path(".search", endpoint(POST="search_everything"), name="search"),
    path("ServiceProviderConfig", endpoint(GET="service_provider_config"), name="config"),
    path("Schemas", endpoint(GET="list_schemas"), name="schemas"),
    path("Schemas/<str:resource_id>", endpoint(GET="read_schema"), name="schema"),
    path("ResourceTypes", endpoint(GET="list_resource_types"), name="resource-types"),
    path("ResourceTypes/<str:resource_id>", endpoint(GET="read_resource_type"), name="resource-type"),
    path(
        "<path:rest>",
        endpoint(**dict.fromkeys(("GET", "POST", "PUT", "PATCH", "DELETE"), "nowhere")),
        name="nowhere",
    ),
]
