"""Who gets through to the addresses and operations of sources: what is there belongs to somebody nobody of them is."""

from tests.access import NOBODY, OURS, called, posted, read, sent

PAGES = (
    *read(OURS, "sources:home", "sources:connect", "sources:people"),
    *posted(
        OURS, "sources:upload", "sources:add-person", "sources:leave-out", "sources:draw-line", "sources:leave-line"
    ),
    *read(NOBODY, "sources:source", "sources:thread"),
    *posted(
        NOBODY, "sources:share", "sources:password", "sources:sync", "sources:remove", "sources:undo", "sources:choose"
    ),
)
OPERATIONS = (
    *called(OURS, "list_sources", "list_seen_people", "list_seen_lines", "send_source_file"),
    *sent(
        OURS,
        connect_source={
            "kind": "imap", "address": "imap.example.com", "username": "u", "password": "p",
        },
    ),
    *called(
        NOBODY, "get_source", "list_readings", "list_items", "list_thread", "sync_source", "remove_source",
        "undo_reading",
    ),
    *sent(
        NOBODY,
        share_source={"sharing": "text"},
        change_source_password={"password": "p"},
        choose_item={"choice": "shared"},
        add_seen_person={"email": "x@halden.example", "account": 1},
        leave_out_seen_person={"email": "x@halden.example"},
        draw_seen_line={"pair": "1-2", "kind": "influences"},
        leave_out_seen_line={"pair": "1-2"},
    ),
)  # fmt: skip
