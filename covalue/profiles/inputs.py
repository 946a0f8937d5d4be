"""What can be typed about a customer's business."""

from django.utils.translation import gettext_lazy as _

from covalue.profiles.models import Activity
from covalue.profiles.rules import (
    EFFECT_NAMES,
    MOST_WORDS,
    SIGNAL_NAMES,
    TOPIC_NAMES,
    Effect,
    SignalKind,
    Topic,
)
from covalue.web.inputs import Input, field, optional_text, row
from covalue.web.shapes import Day, RowId, Trimmed

LARGEST = 100_000


class FindingInput(Input):
    """With `contact` it is what they told us. `number` is for the number of suppliers and for our rank."""

    words: Trimmed = field(_("What we know"), min_length=1, max_length=MOST_WORDS, lines=3)
    number: int | None = field(_("Number"), None, ge=1, le=LARGEST)
    source: Trimmed = field(_("Source"), min_length=1, max_length=300)
    found_on: Day = field(_("Date"))
    contact: RowId | None = row(_("Said by"), None)
    doubtful: bool = field(_("Doubtful"), False)


class NewFinding(FindingInput):
    topic: Topic = field(_("Topic"), labels=TOPIC_NAMES)


class ActivityInput(Input):
    """An activity of the customer's value chain."""

    name: Trimmed = field(_("Activity"), min_length=1, max_length=80)
    kind: Activity.ActivityKind = field(
        _("Kind"), Activity.ActivityKind.PRIMARY, labels=dict(Activity.ActivityKind.choices)
    )
    touch: Trimmed = optional_text(_("Where we touch it"), 200)
    others: Trimmed = optional_text(_("Who else does"), 200)


class SignalInput(Input):
    """With `contact` the words are theirs."""

    kind: SignalKind = field(_("What happened"), labels=SIGNAL_NAMES)
    words: Trimmed = field(_("In a sentence"), min_length=1, max_length=500, lines=2)
    source: Trimmed = field(_("Source"), min_length=1, max_length=300)
    happened_on: Day = field(_("Date"))
    contact: RowId | None = row(_("Said by"), None)


class SignalAnswerInput(Input):
    """`nothing` needs its `reason`; `changes` what it `concerns`, such as `objective:12`. An `action` is added as yours."""

    effect: Effect = field(_("What does it change?"), labels=EFFECT_NAMES)
    reason: Trimmed = optional_text(_("Why"), 500, lines=2)
    concerns: Trimmed = optional_text(_("What it concerns"), 60)
    action: Trimmed = optional_text(_("Action that follows"), 300)
    due_on: Day | None = field(_("Due"), None)
