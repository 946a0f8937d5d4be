from django.urls import path

from covalue.provisioning import views
from covalue.provisioning.views import endpoint

app_name = "scim"
prefix = "scim/v2/"

USERS = endpoint(GET=views.list_users, POST=views.create_user)
USER = endpoint(GET=views.read_user, PUT=views.replace_user, PATCH=views.patch_user, DELETE=views.delete_user)
GROUPS = endpoint(GET=views.list_groups, POST=views.create_group)
GROUP = endpoint(GET=views.read_group, PUT=views.replace_group, PATCH=views.patch_group, DELETE=views.delete_group)

urlpatterns = [
    path("", endpoint(GET=views.nowhere), name="home"),
    path("Users", USERS, name="users"),
    path("Users/.search", endpoint(POST=views.search_users), name="search-users"),
    path("Users/<str:resource_id>", USER, name="user"),
    path("Groups", GROUPS, name="groups"),
    path("Groups/.search", endpoint(POST=views.search_groups), name="search-groups"),
    path("Groups/<str:resource_id>", GROUP, name="group"),
    path(".search", endpoint(POST=views.search_everything), name="search"),
    path("ServiceProviderConfig", endpoint(GET=views.service_provider_config), name="config"),
    path("Schemas", endpoint(GET=views.list_schemas), name="schemas"),
    path("Schemas/<str:resource_id>", endpoint(GET=views.read_schema), name="schema"),
    path("ResourceTypes", endpoint(GET=views.list_resource_types), name="resource-types"),
    path("ResourceTypes/<str:resource_id>", endpoint(GET=views.read_resource_type), name="resource-type"),
    path(
        "<path:rest>",
        endpoint(**dict.fromkeys(("GET", "POST", "PUT", "PATCH", "DELETE"), views.nowhere)),
        name="nowhere",
    ),
]
