"""Who gets through to the addresses and operations of provisioning."""

from tests.access import unguarded

PAGES = (
    *unguarded(
        "scim:config",
        "scim:group",
        "scim:groups",
        "scim:home",
        "scim:nowhere",
        "scim:resource-type",
        "scim:resource-types",
        "scim:schema",
        "scim:schemas",
        "scim:search",
        "scim:search-groups",
        "scim:search-users",
        "scim:user",
        "scim:users",
    ),
)
