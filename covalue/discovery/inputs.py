"""What can be typed about cards, priorities and questions."""

from django.utils.translation import gettext_lazy as _

from covalue.accounts.industries import INDUSTRY_NAMES, Industry
from covalue.discovery.guides import FUNCTION_NAMES, Function, Part
from covalue.discovery.queries import LANE_NAMES, PART_NAMES
from covalue.discovery.rules import MOST_WORDS, Fate, Lane
from covalue.value.rules import SCALE
from covalue.web.inputs import Input, field, optional_text, row
from covalue.web.shapes import RowId, Trimmed


class MoveInput(Input):
    lane: Lane = field(_("Lane"), labels=LANE_NAMES)
    before: RowId | None = row("", None)


class CardInput(MoveInput):
    """`words` may be left out when `statement` gives them; `before` is the card it stands before."""

    words: Trimmed = optional_text(_("Words"), MOST_WORDS, min_length=1)
    contact: RowId | None = row(_("Whose words"), None)
    statement: RowId | None = row(_("Said"), None)


class CardPageInput(CardInput):
    """The page, on which a card of a statement comes without words."""

    words: Trimmed = optional_text(_("Words"), MOST_WORDS)


class WordsInput(Input):
    words: Trimmed = field(_("Words"), min_length=1, max_length=MOST_WORDS)
    contact: RowId | None = row(_("Whose words"), None)


class CardEdit(WordsInput, partial=True):
    """Only what is sent changes."""


class WordsPageInput(WordsInput):
    """The page; `seen` is the count of edits one saw."""

    seen: int | None = field("", None, ge=0)


class FateInput(Input):
    fate: Fate


class PlaceInput(Input):
    """Where a target stands; both empty takes it off the grid."""

    impact: int | None = field("", None, ge=min(SCALE), le=max(SCALE))
    fit: int | None = field("", None, ge=min(SCALE), le=max(SCALE))


class QuestionInput(Input):
    """Without function or industry it is for everybody."""

    words: Trimmed = field(_("Question"), min_length=1, max_length=300)
    part: Part = field(_("What it is after"), labels=PART_NAMES)
    function: Function | None = field(_("For"), None, labels=FUNCTION_NAMES, nobody=_("everybody"))
    industry: Industry | None = field(_("In"), None, labels=INDUSTRY_NAMES, nobody=_("every industry"))
