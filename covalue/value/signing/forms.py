"""What is typed about claims, and by the contact who signs. Amounts are one field a line: amount-KEY."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from covalue.accounts.models import Account, Contact
from covalue.accounts.queries import current_contacts_above as contacts_of
from covalue.value.actions import DAYS, MOST_DAYS, Said
from covalue.value.claims.deliveries import Answer
from covalue.value.claims.line_form import amounts_typed

DAY: Final = {"type": "date"}


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


def _with_mail(contact: Contact) -> str:
    return (
        f"{contact.name} · {contact.email}"
        if contact.email
        else _t("{name} (no mail address)").format(name=contact.name)
    )
