"""What can be typed about joint solutions."""

from typing import Literal

from django.utils.translation import gettext_lazy as _

from covalue.solutions.rules import LONGEST_CRITERION, MOST_CRITERIA, OUTCOME_NAMES, PilotOutcome
from covalue.web.inputs import Input, field, optional_text, row
from covalue.web.shapes import Count, Day, Flag, RowId, Trimmed

Answered = Literal["agreed", "not_agreed"]


class SolutionInput(Input):
    title: Trimmed = field(_("What is designed together"), min_length=1, max_length=200)
    purpose: Trimmed = optional_text(_("What it is for"), 4_000, lines=2)
    initiative: RowId | None = row(_("Value case"), None)
    rights: Trimmed = optional_text(_("Who owns what comes of it"), 4_000, lines=2)
    confidentiality: Trimmed = optional_text(_("What is confidential, until when"), 4_000, lines=2)


class OptionInput(Input):
    title: Trimmed = field(_("Option"), min_length=1, max_length=200)
    reasons_for: Trimmed = optional_text(_("Reasons for"), 4_000, lines=3)
    reasons_against: Trimmed = optional_text(_("Reasons against"), 4_000, lines=3)
    is_chosen: Flag = field(_("Chosen"), False)


class DesignerInput(Input):
    contact: RowId | None = row(_("Contact"), None)
    colleague: RowId | None = row(_("or one of us"), None)
    part: Trimmed = optional_text(_("Their part"), 200)


class PilotTermsInput(Input):
    starts_on: Day = field(_("Starts"))
    ends_on: Day = field(_("Ends"))
    site: Trimmed = optional_text(_("Site"), 120)
    criteria: Trimmed = field(
        _("Acceptance criteria"),
        min_length=1,
        max_length=MOST_CRITERIA * (LONGEST_CRITERION + 2),
        lines=5,
        help=_("One on each line: what is measured, and from which value on it is met."),
    )


class PilotResultInput(Input):
    place: Count
    met: Flag = field(_("Met"), False)
    words: Trimmed = optional_text(_("What came out"), 500)


class PilotDecisionInput(Input):
    outcome: PilotOutcome = field(_("Decision"), labels=OUTCOME_NAMES)
    reason: Trimmed = field(_("Why"), min_length=1, max_length=4_000, lines=2)


class PilotAnswerInput(Input):
    said: Answered = field(
        _("Your answer"),
        labels={"agreed": _("We agree to these criteria"), "not_agreed": _("We do not agree yet")},
        nobody=_("Choose an answer"),
    )
    words: Trimmed = optional_text(_("What should be different"), 500)
