"""What can be typed about a request for a signature, and by the contact who answers it."""

from django.utils.translation import gettext_lazy as _

from covalue.contact_requests.lifetimes import LINK_DAYS, MOST_LINK_DAYS
from covalue.value.cases.readiness import GAP_NAMES, CaseGap
from covalue.value.rules import Answer
from covalue.web.inputs import Input, field, optional_text, row
from covalue.web.shapes import Count, RowId, Text, Trimmed


class AskInput(Input):
    """Who is asked to sign, by a link to their email that is valid for `days`."""

    contact: RowId = row(
        _("Who to ask"), help=_("Email and document are in the language named beside them; change it on the contact.")
    )
    email: Trimmed = optional_text(
        _("Their email"), 254, html_type="email", help=_("if they have none yet; it is saved on the contact")
    )
    on_behalf_of: RowId | None = row(_("Signing for"), None, nobody=_("themselves"))
    words: Trimmed = field(_("Message"), "", max_length=2000, lines=3)
    days: Count = field(_("Link valid for"), LINK_DAYS, help=_("days"), ge=1, le=MOST_LINK_DAYS)


class AskCaseInput(AskInput):
    """The same about a case; `without` says what it is knowingly asked without."""

    without: list[CaseGap] = field(_("Ask without"), default_factory=list, labels=GAP_NAMES, max_length=len(CaseGap))


class ReasonInput(Input):
    reason: Trimmed = field(_("Reason for the withdrawal"), min_length=1, max_length=1000)


class CodeInput(Input):
    code: Text = field(_("Code"), min_length=1, max_length=12)


class AnswerInput(Input):
    """What a contact answers, beside the amounts of the lines."""

    answer: Answer
    remark: Trimmed = optional_text(max_length=4000, lines=3)
