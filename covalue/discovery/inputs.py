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
    lane: Lane = field(_("Row"), labels=LANE_NAMES)
    before: RowId | None = row("", None)


class CardInput(MoveInput):
    """`words` may be left out if `statement` provides them; `before` is the card it is placed before."""

    words: Trimmed = optional_text(_("Text"), MOST_WORDS, min_length=1)
    contact: RowId | None = row(_("Said by"), None)
    statement: RowId | None = row(_("Statement"), None)


class CardPageInput(CardInput):
    """The page, on which a card of a statement comes without words."""

    words: Trimmed = optional_text(_("Text"), MOST_WORDS)


class WordsInput(Input):
    words: Trimmed = field(_("Text"), min_length=1, max_length=MOST_WORDS)
    contact: RowId | None = row(_("Said by"), None)


class CardEdit(WordsInput, partial=True):
    """Only the fields sent change."""


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
    """Without function or industry it is for everyone."""

    words: Trimmed = field(_("Question"), min_length=1, max_length=300)
    part: Part = field(_("What it is meant to find out"), labels=PART_NAMES)
    function: Function | None = field(_("Function"), None, labels=FUNCTION_NAMES, nobody=_("everyone"))
    industry: Industry | None = field(_("Industry"), None, labels=INDUSTRY_NAMES, nobody=_("all industries"))
