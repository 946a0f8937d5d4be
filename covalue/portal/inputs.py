"""What is typed in the portal, and about it; pages and API read the same inputs."""

from typing import Final, Literal

from django.utils.translation import gettext_lazy as _

from covalue.portal.rules import LONGEST_COMMENT, ItemKind
from covalue.web.inputs import Input, field, optional_text, row
from covalue.web.shapes import Flag, RowId, Text, Trimmed

Proposable = Literal[ItemKind.TARGET, ItemKind.OBJECTIVE, ItemKind.ACTION, ItemKind.PROMISE]
PROPOSED: Final = {
    ItemKind.TARGET: _("something we value"),
    ItemKind.OBJECTIVE: _("an objective of ours"),
    ItemKind.ACTION: _("something to do"),
    ItemKind.PROMISE: _("something you promised us"),
}


class ShareInput(Input):
    kind: ItemKind
    item: RowId


class WordsInput(Input):
    words: Trimmed = field(_("Your comment"), min_length=1, max_length=LONGEST_COMMENT, lines=2)


class CommentInput(WordsInput, ShareInput):
    """A comment, and the item it is on."""


class AssentInput(Input):
    words: Trimmed = optional_text(_("Note"), 300)


class ProposalInput(Input):
    kind: Proposable = field(_("Type"), labels=PROPOSED)
    title: Trimmed = field(_("In one line"), min_length=1, max_length=200)
    words: Trimmed = optional_text(_("What success would look like"), 2000, lines=2)


class ProposalDecision(Input):
    """If it is not accepted, an answer has to say why."""

    take_up: Flag = field(_("Accept and share"))
    answer: Text = field(_("Your answer"), "", max_length=300)


class GuestInput(Input):
    """`anyway`: although not all conditions are met."""

    contact: RowId = row(_("Contact"))
    email: Trimmed = optional_text(
        _("Their email"), 254, html_type="email", help=_("if they have none yet; it is saved on the contact")
    )
    anyway: Flag = field(_("Invite anyway"), False)


class ReadinessInput(Input):
    no_tender: bool = False
    no_burning_issue: bool = False


class LookInput(Input):
    colour: Trimmed = optional_text(_("Customer's colour"), 7, help=_("like #0b6e5f; empty for ours"))
    welcome: Trimmed = optional_text(_("Welcome message"), 2000, lines=3)
