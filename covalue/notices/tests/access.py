"""Who gets through to the addresses and operations of notices."""

from tests.access import OURS, called, posted, read, sent, unguarded

PAGES = (
    *read(OURS, "notices:page"),
    *posted(OURS, "notices:choose", "notices:open-feed", "notices:end-feed"),
    *unguarded("notices:feed"),
)
OPERATIONS = (
    *called(OURS, "get_notices", "end_calendar_feed"),
    *sent(OURS, choose_day_by_mail={"often": "daily"}, open_calendar_feed={"with_titles": False}),
)
