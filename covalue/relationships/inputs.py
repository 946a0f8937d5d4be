"""What can be typed about the map. A person of it is named by `who`: c and a contact's number, or p and a placeholder's."""

from typing import Annotated, Final

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from covalue.relationships import rules
from covalue.relationships.rules import BuyingRole, MapAnswer, Rated
from covalue.web.inputs import Input, field, optional_text, row
from covalue.web.shapes import Day, RowId, Trimmed

Who = Annotated[str, Field(pattern=r"^[cp][0-9]{1,18}$")]
CARD_KINDS: Final = {"contact": _("a contact"), **rules.KIND_NAMES}
LEVELS: Final = {str(level): name for level, name in rules.LEVEL_NAMES.items()}


class WhoInput(Input):
    who: Who = field(_("Person"))


class SpotInput(WhoInput):
    """Without x and y the card stands where the layout puts it. `seen` is the revision of the map that was seen."""

    x: int | None = field(_("Left"), None, ge=-rules.FARTHEST, le=rules.FARTHEST)
    y: int | None = field(_("Top"), None, ge=-rules.FARTHEST, le=rules.FARTHEST)
    seen: int | None = field("", None, ge=0, lt=10**9)


class ReportInput(WhoInput):
    manager: Who | None = field(_("Reports to"), None)
    seen: int | None = field("", None, ge=0, lt=10**9)


class PersonInput(Input):
    name: Trimmed = field(_("Name"), min_length=1, max_length=200)
    kind: str = field(_("Who it is"), "contact", labels=CARD_KINDS)
    title: Trimmed = optional_text(_("Title"), 200)
    role: BuyingRole | None = field(_("Buying role"), None, labels=rules.ROLE_NAMES)
    manager: Who | None = field(_("Reports to"), None)


class FoundInput(WhoInput):
    contact: RowId = row(_("Contact"))


class LineInput(Input):
    kind: str = field(_("Line"), labels=rules.DRAWN_NAMES)
    start: Who = field(_("From"))
    end: Who = field(_("To"))
    strength: int = field(_("Strength"), 2, ge=1, le=3)


class MapRatingInput(WhoInput):
    what: Rated = field(_("What is rated"), labels=rules.RATED_NAMES)
    value: Trimmed = field(_("Rating"), max_length=30)
    reason: Trimmed = optional_text(_("Why"), 2_000, lines=2)


def _asked(key: str) -> MapAnswer:
    words = next(one.words for questions in rules.QUESTIONS.values() for one in questions if one.key == key)
    made: MapAnswer = field(words, MapAnswer.UNSURE, labels=rules.ANSWER_NAMES)
    return made


class AnswersInput(WhoInput):
    """Answers about attitude (the first six) or influence (the last four); what is left out is not known."""

    what: str = field(_("What is rated"), labels={what: rules.RATED_NAMES[what] for what in rules.QUESTIONS})
    again: MapAnswer = _asked("again")
    speaks: MapAnswer = _asked("speaks")
    gains: MapAnswer = _asked("gains")
    time: MapAnswer = _asked("time")
    rival: MapAnswer = _asked("rival")
    blocks: MapAnswer = _asked("blocks")
    decides: MapAnswer = _asked("decides")
    followed: MapAnswer = _asked("followed")
    money: MapAnswer = _asked("money")
    present: MapAnswer = _asked("present")
    reason: Trimmed = optional_text(_("Why"), 2_000, lines=2)


class PairInput(WhoInput):
    colleague: RowId = row(_("One of us"))
    current: int = field(_("How well they know each other"), ge=0, le=4)
    wanted: int | None = field(_("How well they should"), None, ge=0, le=4)


class PlanInput(Input):
    """An action of what the map says."""

    title: Trimmed = field(_("What needs to be done"), min_length=1, max_length=300)
    due_on: Day | None = field(_("Due"), None)
