"""What is typed in the portal, and about it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from covalue.accounts.models import Account, Contact
from covalue.portal import queries
from covalue.portal.rules import ItemKind

PROPOSED = [
    (ItemKind.TARGET.value, _("something we value")),
    (ItemKind.OBJECTIVE.value, _("an objective of ours")),
    (ItemKind.ACTION.value, _("something to do")),
]


class CommentForm(forms.Form):
    words = forms.CharField(label=_("Your comment"), max_length=4000, widget=forms.Textarea(attrs={"rows": 2}))


class AssentForm(forms.Form):
    words = forms.CharField(label=_("Note"), max_length=300, required=False)


class ProposalForm(forms.Form):
    kind = forms.ChoiceField(label=_("Type"), choices=PROPOSED)
    title = forms.CharField(label=_("In one line"), max_length=200)
    words = forms.CharField(
        label=_("What success would look like"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class DecideForm(forms.Form):
    take_up = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])
    answer = forms.CharField(label=_("Your answer"), max_length=300, required=False)


class InviteForm(forms.Form):
    contact = forms.ModelChoiceField(label=_("Contact"), queryset=Contact.objects.none())
    anyway = forms.BooleanField(label=_("Invite anyway"), required=False)

    def __init__(self, account: Account, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        field: Any = self.fields["contact"]
        field.queryset = queries.invitable(account)


class ReadinessForm(forms.Form):
    no_tender = forms.BooleanField(required=False)
    no_burning_issue = forms.BooleanField(required=False)


class LookForm(forms.Form):
    colour = forms.CharField(
        label=_("Customer's colour"), max_length=7, required=False, help_text=_("like #0b6e5f; empty for ours")
    )
    welcome = forms.CharField(
        label=_("Welcome message"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
