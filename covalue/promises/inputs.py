"""What can be typed about promises, a quick line, and how often a contact asked to be met."""

from typing import Any, Final, Literal

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from covalue.conversations.inputs import CHANNEL_NAMES
from covalue.promises.quick import LONGEST
from covalue.promises.rhythm_rules import HOW_OFTEN_NAMES, HowOften
from covalue.promises.rules import (
    OUTCOME_NAMES,
    PLACE_NAMES,
    SAID_NAMES,
    SIDE_NAMES,
    Outcome,
    Place,
    PromiseSaid,
    PromiseSide,
)
from covalue.web.inputs import Input, field, optional_text, row
from covalue.web.shapes import Day, Flag, RowId, Text, Trimmed

ENDINGS: Final = {outcome: name for outcome, name in OUTCOME_NAMES.items() if outcome is not Outcome.OPEN}
Weekday = Literal["0", "1", "2", "3", "4", "5", "6"]
Ending = Literal[Outcome.KEPT, Outcome.BROKEN, Outcome.WITHDRAWN]
WEEKDAYS: Final = {
    "0": _("Monday"),
    "1": _("Tuesday"),
    "2": _("Wednesday"),
    "3": _("Thursday"),
    "4": _("Friday"),
    "5": _("Saturday"),
    "6": _("Sunday"),
}


def _what() -> Any:
    return field(_("What was promised"), min_length=1, max_length=300)


def _due() -> Any:
    return optional_text(
        _("By when"), 80, help=_("as you would say it: Fri, next week, end of March, Q3 2027, in 3 weeks")
    )


class PromiseInput(Input):
    side: PromiseSide = field(_("Whose promise"), labels=SIDE_NAMES)
    what: Trimmed = _what()
    colleague: RowId | None = row(_("Our colleague"), None)
    contact: RowId | None = row(_("Their contact"), None)
    due: Trimmed = _due()
    made_on: Day | None = field(_("Made on"), None)
    place: Place = field(_("Made in"), Place.HAND, labels=PLACE_NAMES)
    note: Trimmed = optional_text(_("Note"), 4_000, lines=2)


class PromiseEdit(Input, partial=True):
    """Only the fields sent change. `agreed`: the other side agreed to the new day, so it is measured by that one."""

    what: Trimmed = _what()
    colleague: RowId | None = row(_("Our colleague"), None)
    contact: RowId | None = row(_("Their contact"), None)
    due: Trimmed = _due()
    agreed: Flag = field(_("The other side agreed to this day"), False)
    note: Trimmed = optional_text(_("Note"), 4_000, lines=2)


class PromiseForm(Input):
    """The page that changes a promise."""

    what: Trimmed = _what()
    colleague: RowId | None = row(_("Our colleague"), None)
    contact: RowId | None = row(_("Their contact"), None)
    due: Trimmed = _due()
    agreed: Flag = field(
        _("The other side agreed to this day"),
        False,
        help=_("otherwise it is measured by the day it was promised for"),
    )
    note: Trimmed = optional_text(_("Note"), 4_000, lines=2)


class EndingInput(Input):
    """How it ended, today unless another day is said."""

    outcome: Ending = field(_("It was"), labels=ENDINGS)
    ended_on: Day | None = field(_("On"), None)


class PromiseDecisionInput(Input):
    accept: Flag = field(_("Take it over"))


class QuickLineInput(Input):
    """A quick line; `choices` answers what was asked about it, such as `Signe=contact:12` or `Per Wiik=new`."""

    line: Trimmed = field(_("Quick line"), min_length=1, max_length=LONGEST)
    choices: list[Text] = Field(default_factory=list, max_length=60)


class RhythmInput(Input):
    every_days: HowOften = field(_("How often"), labels=HOW_OFTEN_NAMES)
    channel: Trimmed = field(
        _("How"), "", labels={"": _("any way"), **{channel.value: name for channel, name in CHANNEL_NAMES.items()}}
    )
    avoid: list[Weekday] = field(_("Not on"), labels=WEEKDAYS, default_factory=list, max_length=7)
    words: Trimmed = optional_text(_("In their words"), 300)
    said_by: RowId | None = row(_("Who said so"), None, nobody=_("they themselves"))
    said_on: Day | None = field(_("When"), None)


class AnsweredInput(Input):
    """What the customer answers to a promise of theirs: `day` where they propose another."""

    said: PromiseSaid = field(_("Your answer"), labels=SAID_NAMES)
    due: Trimmed = optional_text(_("Another day"), 80, help=_("such as Fri, next week, end of March"))
    words: Trimmed = optional_text(_("Note"), 500)
