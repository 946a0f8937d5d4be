"""What can be typed about sponsorships."""

from django.utils.translation import gettext_lazy as _

from covalue.conversations.models import Channel
from covalue.sponsors.models import LEVEL_NAMES
from covalue.sponsors.rules import COUNTED, MOST_WEEKS, USUAL_WEEKS, Level
from covalue.web.inputs import Input, field, optional_text, partial_of, row, rows
from covalue.web.shapes import Day, Flag, RowId, Text, Trimmed

WAYS = {channel.value: channel.label for channel in Channel if channel in COUNTED}
MOST_ACCOUNTS = 50


class AgreedInput(Input):
    """What is agreed about a sponsorship. Whose it is does not change: another sponsor is another sponsorship."""

    counterparts: list[RowId] = rows(_("Counterparts"), most=20)
    purpose: Trimmed = optional_text(_("What this sponsorship is for"), 2_000, lines=2)
    objectives: list[RowId] = rows(_("Objectives it supports"), most=20)
    weeks: int = field(_("Weeks between touchpoints"), USUAL_WEEKS, ge=1, le=MOST_WEEKS)
    starts_on: Day = field(_("Starts on"))
    ends_on: Day | None = field(_("Term ends on"), None, help=_("Leave empty for no end."))
    successor: RowId | None = row(_("Successor"), None, nobody=_("nobody yet"))
    not_to_promise: Trimmed = optional_text(_("What not to promise"), 2_000, lines=2, help=_("One matter per line."))


class SponsorshipInput(AgreedInput):
    sponsor: RowId = row(_("Sponsor"))
    over_limit: Trimmed = optional_text(
        _("Why one more account"), 500, help=_("Only where the sponsor has as many accounts as they take.")
    )


SponsorshipEdit = partial_of(AgreedInput)


class EndInput(Input):
    why: Trimmed = field(_("Why it ends"), min_length=1, max_length=500)
    leaves_team: Flag = field(
        _("They leave the account team, too"), False, help=_("Then they no longer see the account.")
    )


class SuccessionInput(Input):
    ends_on: Day | None = field(_("New term ends on"), None)
    over_limit: Trimmed = optional_text(
        _("Why one more account"), 500, help=_("Only where the successor has as many accounts as they take.")
    )


class TouchpointInput(Input):
    planned_on: Day = field(_("Planned for"))
    subject: Trimmed = field(_("Subject"), min_length=1, max_length=300)
    contacts: list[RowId] = rows(_("Who they meet"), most=50)


class TouchpointMoveInput(Input):
    planned_on: Day = field(_("Planned for"))


class HeldInput(Input):
    """A touchpoint that was held becomes a conversation."""

    held_on: Day = field(_("When"))
    channel: Text = field(_("Channel"), labels=WAYS)
    subject: Trimmed = field(_("Subject"), min_length=1, max_length=300)
    contacts: list[RowId] = rows(_("Customer participants"), least=1, missing=_("Choose who of theirs took part."))
    people: list[RowId] = rows(_("Others of ours"))
    who: RowId | None = row(_("Who said something"), None, nobody=_("nobody"))
    words: Trimmed = optional_text(_("In their words"), 4_000, lines=2)
    notes: Trimmed = field(_("Notes"), "", max_length=20_000, lines=3)
    touchpoint: RowId | None = row(_("Planned touchpoint"), None, nobody=_("it was not planned"))


class EscalationInput(Input):
    matter: Trimmed = field(_("Matter"), min_length=1, max_length=300)
    reason: Trimmed = field(_("Why it needs the sponsor"), min_length=1, max_length=2_000, lines=2)
    wanted_by: Day | None = field(_("Answer wanted by"), None)


class EscalationAnswerInput(Input):
    answer: Trimmed = field(_("Answer"), min_length=1, max_length=2_000, lines=2)


class RoleCardInput(Input):
    role: Trimmed = field(_("What a sponsor does"), min_length=1, max_length=10_000, lines=8)
    training: Trimmed = field(_("Short training"), min_length=1, max_length=10_000, lines=8)
    may_escalate: Trimmed = field(
        _("What may be escalated"), min_length=1, max_length=4_000, lines=4, help=_("One matter per line.")
    )
    may_not_escalate: Trimmed = optional_text(
        _("What is not escalated"), 4_000, lines=3, help=_("One matter per line.")
    )


class AcknowledgementInput(Input):
    """Both must be said; `version` is the one that was read."""

    version: RowId
    role_read: Flag = field(_("I have read the role card"))
    training_done: Flag = field(_("I have gone through the training"))


class ExecutiveInput(Input):
    level: Level | None = field(_("Level"), None, labels=LEVEL_NAMES, nobody=_("as their title says"))
    background: Trimmed = optional_text(
        _("Background"), 2_000, lines=2, help=_("Industries and functions they know, such as energy, logistics.")
    )
    most: int | None = field(_("Accounts they take"), None, ge=0, le=MOST_ACCOUNTS, help=_("Leave empty for three."))


class DeclarationInput(Input):
    """Without `conflict`: there is none."""

    user: RowId = row(_("Executive"))
    conflict: Trimmed = optional_text(_("Conflict of interest"), 500, help=_("Leave empty where there is none."))
