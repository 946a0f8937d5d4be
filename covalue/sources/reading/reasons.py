"""Why something that was read is no meeting or message, or is one only in part."""

from enum import StrEnum
from typing import Final

from django.utils.translation import gettext_lazy as _


class Reason(StrEnum):
    """What was skipped, and why."""

    BROKEN = "broken"
    CUT_OFF = "cut off"
    NO_START = "no start"
    BAD_RULE = "bad rule"
    TO_DO = "to-do"
    JOURNAL = "journal"
    BUSY_TIMES = "busy times"
    PROPOSAL = "proposal"
    ASKED_AGAIN = "asked again"
    NO_OCCURRENCE = "no occurrence"
    TOO_LARGE = "too large"
    EMPTY = "empty"
    NO_DATE = "no date"
    ERASED = "erased"
    FORMAT = "format"


class Note(StrEnum):
    """What was taken, and has something to be said about it."""

    OWN_ZONE = "own zone"
    DERIVED_ID = "derived id"
    CUT_SERIES = "cut series"
    SHORTENED = "shortened"
    ENCODING = "encoding"


REASONS: Final = {
    Reason.BROKEN: _("cannot be read"),
    Reason.CUT_OFF: _("the file ends in the middle of it"),
    Reason.NO_START: _("does not say when it starts"),
    Reason.BAD_RULE: _("repeats by a rule that cannot be read"),
    Reason.TO_DO: _("is a task, not a meeting"),
    Reason.JOURNAL: _("is a journal entry, not a meeting"),
    Reason.BUSY_TIMES: _("says when somebody is busy, not a meeting"),
    Reason.PROPOSAL: _("proposes another time; it counts once the organiser accepts it"),
    Reason.ASKED_AGAIN: _("asks for the invitation again, not a meeting"),
    Reason.NO_OCCURRENCE: _("repeats by a rule that no day fits"),
    Reason.TOO_LARGE: _("is larger than what is read"),
    Reason.EMPTY: _("is empty"),
    Reason.NO_DATE: _("has no date"),
    Reason.ERASED: _("is from a contact whose personal data was erased"),
    Reason.FORMAT: _("is of no format that is read here"),
}

NOTES: Final = {
    Note.OWN_ZONE: _("has no time zone that is known; yours was taken"),
    Note.DERIVED_ID: _("has no id of its own; one was derived from its content"),
    Note.CUT_SERIES: _("repeats more often than is read; the earliest were left out"),
    Note.SHORTENED: _("is long; only the beginning of its text was kept"),
    Note.ENCODING: _("is in no known encoding; some letters may be wrong"),
}
