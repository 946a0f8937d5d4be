"""What the page of a conversation asks for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account, Contact
from covalue.conversations.actions import Said
from covalue.conversations.models import Channel
from covalue.people import queries as people

STATEMENTS = 3


class Log(forms.Form):
    """A conversation; room for what up to three of their people said."""

    held_on = forms.DateField(label=_("When"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    channel = forms.ChoiceField(label=_("How"), choices=Channel.choices)
    subject = forms.CharField(label=_("What it was about"), max_length=300)
    contacts = forms.ModelMultipleChoiceField(
        label=_("Their people"), queryset=Contact.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    new_contact = forms.CharField(label=_("Somebody new of theirs"), max_length=200, required=False)
    people = forms.ModelMultipleChoiceField(
        label=_("Our people"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    notes = forms.CharField(label=_("Notes"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 4}))
    follow_up = forms.CharField(label=_("What to do next"), required=False, max_length=300)
    follow_up_by = forms.DateField(
        label=_("By"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, account: Account, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        known = Contact.objects.filter(account__below__account=account, departed_on=None)
        self.fields["contacts"].queryset = known  # type: ignore[attr-defined]
        team = accounts.team_of(account).values("user")
        self.fields["people"].queryset = people.colleagues().filter(pk__in=team).distinct()  # type: ignore[attr-defined]
        for place in range(STATEMENTS):
            self.fields[f"who_{place}"] = forms.ModelChoiceField(label=_("Who"), queryset=known, required=False)
            self.fields[f"words_{place}"] = forms.CharField(
                label=_("In their words"), required=False, max_length=4_000, widget=forms.Textarea(attrs={"rows": 2})
            )
            self.fields[f"why_{place}"] = forms.CharField(
                label=_("Why it matters to them personally"), required=False, max_length=2_000,
                help_text=_("For the team only; in no export."),
            )  # fmt: skip

    @property
    def statement_fields(self) -> list[list[forms.BoundField]]:
        return [[self[f"{part}_{place}"] for part in ("who", "words", "why")] for place in range(STATEMENTS)]

    @property
    def said(self) -> list[Said]:
        """What was said, where both words and speaker are given."""
        values = self.cleaned_data
        rows = ((values[f"who_{n}"], values[f"words_{n}"], values[f"why_{n}"]) for n in range(STATEMENTS))
        return [Said(who, words, why) for who, words, why in rows if who and words]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for place in range(STATEMENTS):
            if values.get(f"words_{place}") and not values.get(f"who_{place}"):
                self.add_error(f"who_{place}", _("Who said it?"))
        return values
