"""What can be typed about conversations and what was said in them."""

from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from covalue.conversations.models import Channel
from covalue.web.inputs import Input, field, optional_text, row, rows
from covalue.web.shapes import Day, RowId, Trimmed

CHANNEL_NAMES = {channel: channel.label for channel in Channel}


def _statement_words() -> Any:
    return field(_("In their words"), min_length=1, max_length=4_000, lines=2)


def _motive() -> Any:
    return field(
        _("Why it matters to them personally"),
        "",
        help=_("Visible to the team only; never exported."),
        max_length=2_000,
        description="personal: for the team only",
    )


class SaidInput(Input):
    contact: RowId = row(_("Contact"))
    words: Trimmed = _statement_words()
    why_it_matters: Trimmed = _motive()


class StatementEdit(Input, partial=True):
    """The audit log keeps the previous words; of the motive only that it changed."""

    words: Trimmed = _statement_words()
    why_it_matters: Trimmed = _motive()


class ConversationInput(Input):
    held_on: Day = field(_("When"))
    channel: Channel = field(_("Channel"), labels=CHANNEL_NAMES)
    subject: Trimmed = field(_("Subject"), min_length=1, max_length=300)
    contacts: list[RowId] = rows(_("Customer participants"))
    people: list[RowId] = rows(_("Our participants"))
    notes: Trimmed = field(_("Notes"), "", max_length=20_000, lines=4)


class NewConversation(ConversationInput):
    said: list[SaidInput] = Field(default_factory=list, max_length=50)


class ConversationEdit(ConversationInput, partial=True):
    """Only the fields sent change."""


def _optional_words() -> Any:
    return optional_text(_("In their words"), 4_000, lines=2)


class LogInput(ConversationInput):
    """The page: what up to three of their people said, a newcomer, and what comes next."""

    who_0: RowId | None = row(_("Contact"), None)
    words_0: Trimmed = _optional_words()
    why_0: Trimmed = _motive()
    who_1: RowId | None = row(_("Contact"), None)
    words_1: Trimmed = _optional_words()
    why_1: Trimmed = _motive()
    who_2: RowId | None = row(_("Contact"), None)
    words_2: Trimmed = _optional_words()
    why_2: Trimmed = _motive()
    new_contact: Trimmed = optional_text(_("New contact"), 200)
    follow_up: Trimmed = optional_text(_("Next step"), 300)
    follow_up_by: Day | None = field(_("Due"), None)


SPEAKERS = ("who_0", "who_1", "who_2")


class Words(StrEnum):
    """What becomes of what an erased contact said."""

    KEEP = "keep"
    REMOVE = "remove"


class ErasePageInput(Input):
    words: Words = field(
        _("What they said"),
        labels={Words.KEEP: _("keep, attributed to a former contact"), Words.REMOVE: _("remove")},
    )


class ErasureInput(Input):
    """How a contact is erased."""

    keep_words: bool = Field(description="whether what they said stays, as a former contact's")
