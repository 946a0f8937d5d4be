"""Who gets through to the addresses and operations of needs."""

from tests.access import SEES_ALL, called, posted, read, sent

PAGES = (
    *read(SEES_ALL, "needs:home", "needs:rate", "needs:kept", "needs:export-kept"),
    *posted(
        SEES_ALL,
        "needs:add",
        "needs:paste",
        "needs:keep",
        "needs:remove",
        "needs:restore",
        "needs:remove-kept",
        "needs:restore-kept",
    ),
)
OPERATIONS = (
    *called(
        SEES_ALL,
        "get_needs",
        "remove_need",
        "restore_need",
        "list_need_segments",
        "list_need_moves",
        "remove_need_segments",
        "restore_need_segments",
    ),
    *sent(
        SEES_ALL,
        add_need={"name": "x"},
        rate_needs={"ratings": [{"need": 1}]},
        keep_need_segments={"name": "x", "k": 2, "names": ["a", "b"], "version": "x"},
    ),
)
