"""What can be done with calendars and mail: import, connect, read again, share, undo, remove."""

from covalue.sources.actions.calendars import import_calendar, take_calendar
from covalue.sources.actions.mail import import_mail, take_mail
from covalue.sources.actions.removing import remove, undo
from covalue.sources.actions.sharing import choose, settle, settle_held, settle_source, share

__all__ = [
    "choose",
    "import_calendar",
    "import_mail",
    "remove",
    "settle",
    "settle_held",
    "settle_source",
    "share",
    "take_calendar",
    "take_mail",
    "undo",
]
