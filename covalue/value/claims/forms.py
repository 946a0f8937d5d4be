"""What is typed about claims, and by the contact who signs. Amounts are one field a line: amount-KEY."""

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from covalue.accounts.models import Account, Attachment, Contact
from covalue.accounts.queries import current_contacts_above as contacts_of
from covalue.core import errors
from covalue.core.periods import Period
from covalue.value.actions import DAYS, MOST_DAYS, Said
from covalue.value.cases.sheet_form import number
from covalue.value.claims import deliveries
from covalue.value.claims.deliveries import Answer, Delivered

DAY: Final = {"type": "date"}


class PeriodForm(forms.Form):
    starts_on = forms.DateField(label=_("From"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    ends_on = forms.DateField(label=_("Until"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("starts_on") and told.get("ends_on") and told["starts_on"] > told["ends_on"]:
            self.add_error("ends_on", _t("The period ends before it starts."))
        return told

    @property
    def period(self) -> Period:
        return Period(self.cleaned_data["starts_on"], self.cleaned_data["ends_on"])


class ClaimForm(PeriodForm):
    remark = forms.CharField(
        label=_("How it was measured, and what came in between"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("They read this."),
    )
    evidence = forms.ModelMultipleChoiceField(
        label=_("Evidence"),
        queryset=Attachment.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Files of the account; they can open what you choose here."),
    )

    def __init__(self, account: Account, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        files: Any = self.fields["evidence"]
        files.queryset = account.attachments.filter(removed_at=None)


class AskForm(forms.Form):
    contact = forms.ModelChoiceField(label=_("Who is asked"), queryset=Contact.objects.none())
    on_behalf_of = forms.ModelChoiceField(
        label=_("On behalf of"), queryset=Contact.objects.none(), required=False, empty_label=_("themselves")
    )
    words = forms.CharField(
        label=_("A word from you"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    days = forms.IntegerField(
        label=_("The link holds for"), initial=DAYS, min_value=1, max_value=MOST_DAYS, help_text=_("days")
    )

    def __init__(self, account: Account, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for name in ("contact", "on_behalf_of"):
            field: Any = self.fields[name]
            field.queryset = contacts_of(account)
        choice: Any = self.fields["contact"]
        choice.label_from_instance = _with_mail


class SettleForm(forms.Form):
    words = forms.CharField(label=_("How it was settled"), max_length=300)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why it is withdrawn"), max_length=1000)


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}),
    )


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(choices=[(answer.value, answer.value) for answer in Answer])
    remark = forms.CharField(required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))

    @property
    def said(self) -> Said:
        """What they answer; amounts are read from the fields of the lines."""
        told = self.cleaned_data
        answer = Answer(told["answer"])
        amounts = amounts_typed(self.data) if answer is Answer.PARTLY else {}
        return Said(answer, amounts, told["remark"])


def amounts_typed(typed: Mapping[str, Any]) -> dict[str, Decimal]:
    """Amounts by line, as people write them; BadInput where one cannot be read. What was left empty is left out."""
    found = {}
    for field in typed:
        if field.startswith("amount-"):
            value = number(str(typed[field]).strip(), field)
            if value is not None:
                found[field.removeprefix("amount-")] = _decimal(value, field)
    return found


def lines_typed(typed: Mapping[str, Any], lines: Iterable[Delivered]) -> tuple[Delivered, ...]:
    """These lines with the amounts typed; a line left empty delivered nothing."""
    amounts = amounts_typed(typed)
    nothing = deliveries.NOTHING
    return tuple(line.model_copy(update={"amount": amounts.get(line.key, nothing)}) for line in lines)


def _decimal(value: float, field: str) -> Decimal:
    try:
        amount = deliveries.cents(Decimal(repr(value)))
    except InvalidOperation:
        raise errors.BadInput(_t("This is not a number."), field=field) from None
    if abs(amount) > deliveries.LARGEST:
        raise errors.BadInput(_t("This is more than can be kept."), field=field)
    return amount


def _with_mail(contact: Contact) -> str:
    return (
        f"{contact.name} · {contact.email}"
        if contact.email
        else _t("{name} (no mail address)").format(name=contact.name)
    )
