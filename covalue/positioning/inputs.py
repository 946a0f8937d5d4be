"""What can be typed about a position."""

from django.utils.translation import gettext_lazy as _

from covalue.positioning.rules import (
    BEST,
    CLEAR_NAMES,
    DIMENSION_NAMES,
    MEASURE_NAMES,
    NAMED_NAMES,
    Clear,
    Dimension,
    Measure,
    Named,
)
from covalue.web.inputs import Input, field, optional_text, row, rows
from covalue.web.shapes import Day, RowId, Trimmed


class CompetitorInput(Input):
    name: Trimmed = field(_("Name"), min_length=1, max_length=120)
    note: Trimmed = optional_text(_("Note"), 500)


class PartInput(Input):
    """What we say of one dimension; empty takes it out of the message. `seen` is the version one read, `read` its words."""

    words: Trimmed = optional_text(_("What we say"), 1000, lines=3)
    seen: int | None = field("", None, ge=0)
    read: Trimmed | None = field("", None, max_length=1000)


class PositionRatingInput(Input):
    """Without `competitor` it is about us; without `contact` it is what we believe."""

    dimension: Dimension = field(_("Dimension"), labels=DIMENSION_NAMES)
    competitor: RowId | None = row(_("Who is rated"), None, nobody=_("us"))
    contact: RowId | None = row(_("Who says so"), None, nobody=_("we believe it"))
    score: int = field(_("Rating, 1 to 5"), ge=1, le=BEST)
    rated_on: Day = field(_("Date"))
    words: Trimmed = optional_text(_("In their words"), 500, lines=2)


class PreferenceInput(Input):
    """`competitor` is for `named` = competitor, `other` for `named` = other."""

    measure: Measure = field(_("Question"), labels=MEASURE_NAMES)
    need: Trimmed = optional_text(_("For which need"), 200)
    contact: RowId = row(_("Who was asked"))
    named: Named = field(_("Whom they named"), labels=NAMED_NAMES)
    competitor: RowId | None = row(_("Which competitor"), None)
    other: Trimmed = optional_text(_("Whom, if somebody else"), 120)
    asked_on: Day = field(_("Date"))
    words: Trimmed = optional_text(_("In their words"), 500, lines=2)


class PositionReasonInput(Input):
    """Either a `contact` or a `colleague` says it."""

    contact: RowId | None = row(_("Contact"), None)
    colleague: RowId | None = row(_("Or one of us"), None)
    words: Trimmed = field(_("Why we are needed"), min_length=1, max_length=500, lines=2)
    clear: Clear = field(_("How clear is it to them?"), labels=CLEAR_NAMES)
    asked_on: Day = field(_("Date"))


class PositionAskInput(Input):
    """Contacts are written to immediately. Without `dimensions` only whom they think of and would choose is asked."""

    contacts: list[RowId] = rows(
        _("Ask these contacts"),
        least=1,
        missing=_("Choose whom to ask."),
        help=_("each gets a personal link by email, in their language; no account is needed"),
    )
    need: Trimmed = optional_text(_("For which need"), 200, help=_("as they would say it, in their language"))
    competitors: list[RowId] = rows(_("Beside these competitors"), help=_("the contacts read these names"))
    dimensions: list[Dimension] = field(
        _("Ask for ratings of"), labels=DIMENSION_NAMES, default_factory=list, max_length=len(Dimension)
    )
    due_on: Day | None = field(_("Can be answered until"), None)
    words: Trimmed = optional_text(_("Message to the contacts"), 1000, lines=3)
