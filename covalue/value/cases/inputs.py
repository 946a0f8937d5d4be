"""What can be typed about a value case beside its sheet, whose own fields are in `sheet` and `sheet_form`."""

from typing import Any, Final, Literal

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from covalue.accounts.industries import INDUSTRY_NAMES, Industry
from covalue.value.cases.sheet import LARGEST, Sheet
from covalue.value.rules import SETTLED_NAMES, Settled
from covalue.value.targets.inputs import StatedInput
from covalue.web.inputs import Input, field, optional_text, row
from covalue.web.shapes import Day, RowId, Text, Trimmed, left_out

LANGUAGES: Final[dict[Any, Any]] = dict(settings.LANGUAGES)


class CaseInput(Input):
    title: Trimmed = field(_("What we would do together"), min_length=1, max_length=200)
    target: RowId | None = row(_("Value target"), None)
    owner: RowId | None = row(_("Led by"), None)
    begins_on: Day | None = field(
        _("Value starts on"), None, help=_("Promised value counts from this date; set when the customer agrees")
    )


class CaseEdit(CaseInput, partial=True):
    """`sheet` replaces the whole sheet."""

    sheet: Sheet


class NewCase(CaseInput):
    """`template`: the key of the template to start with, instead of a sheet; `language` is that of one that comes with Covalue,
    without it the one most contacts of the account read.
    """

    sheet: Sheet = left_out()
    template: Text = left_out(min_length=1, max_length=40)
    language: Literal["en", "de"] = left_out()


class StartInput(CaseInput):
    """What the form of a new case holds."""

    template: Text = optional_text(_("Start with"), 40)
    language: Literal["en", "de"] = field(_("Language of the template"), "en", labels=LANGUAGES)


class ConfirmInput(StatedInput):
    name: Trimmed = field(min_length=1, max_length=80)
    number: float | None = field(
        _("Their number"), None, ge=-LARGEST, le=LARGEST, help=_("where they say another than ours, in the same unit")
    )


class SettleNumberInput(Input):
    """What we do about another number of theirs; keeping ours needs a reason."""

    how: Settled = field(_("What we do"), labels=SETTLED_NAMES)
    why: Trimmed = optional_text(_("Reason"), 300)


class ApartInput(Input):
    other: RowId
    why: Trimmed = field(min_length=1, max_length=300)


class TemplateInput(Input):
    title: Trimmed = field(_("Name of the template"), min_length=1, max_length=200)
    note: Trimmed = optional_text(_("When to use it"), 300)
    industry: Industry = field(_("Industry"), None, labels=INDUSTRY_NAMES, nobody=_("all industries"))
    offering: RowId | None = row(_("Offering"), None, nobody=_("any"))
