"""What can be done with calendars and mail: import, connect, read again, share, undo, remove."""

from covalue.sources.actions.calendars import import_calendar, take_calendar
from covalue.sources.actions.connecting import change_password, connect, give_up, read_connected, sync
from covalue.sources.actions.mail import import_mail, take_mail
from covalue.sources.actions.people import add_person, leave_out
from covalue.sources.actions.removing import remove, undo
from covalue.sources.actions.sharing import choose, settle, settle_held, settle_source, share

__all__ = [
    "add_person",
    "change_password",
    "choose",
    "connect",
    "give_up",
    "import_calendar",
    "import_mail",
    "leave_out",
    "read_connected",
    "remove",
    "settle",
    "settle_held",
    "settle_source",
    "share",
    "sync",
    "take_calendar",
    "take_mail",
    "undo",
]
