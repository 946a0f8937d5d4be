"""Who gets through to the addresses and operations of api."""

from tests.access import OURS, read, unguarded

PAGES = (
    *read(OURS, "api:docs"),
    *unguarded("api:openapi"),
)
