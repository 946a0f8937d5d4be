"""Who gets through to the addresses and operations of listviews."""

from tests.access import NOBODY, OURS, called, posted, sent

PAGES = (
    *posted(OURS, "listviews:save", "listviews:columns"),
    *posted(NOBODY, "listviews:default", "listviews:remove"),
)
OPERATIONS = (
    *called(OURS, "list_list_views"),
    *sent(
        OURS,
        save_list_view={"place": "accounts", "name": "x"},
    ),
    *called(NOBODY, "remove_list_view"),
)
