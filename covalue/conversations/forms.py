"""What the page of a conversation asks for."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account, Contact
from covalue.conversations.actions import Said
from covalue.conversations.models import Channel, Conversation
from covalue.people import queries as people
from covalue.people.models import User

STATEMENTS = 3


def _day(label: Any, *, required: bool = True) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget)


class Held(forms.Form):
    """When, how, about what, and with whom. What is edited keeps those who have left since among its choices."""

    held_on = _day(_("When"))
    channel = forms.ChoiceField(label=_("How"), choices=Channel.choices)
    subject = forms.CharField(label=_("What it was about"), max_length=300)
    contacts = forms.ModelMultipleChoiceField(
        label=_("Their people"),
        queryset=Contact.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    people = forms.ModelMultipleChoiceField(
        label=_("Our people"),
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    notes = forms.CharField(
        label=_("Notes"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(
        self, account: Account, *arguments: Any, conversation: Conversation | None = None, **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        current = Contact.objects.filter(account=account, departed_on=None).values("pk")
        team = people.colleagues().filter(pk__in=accounts.team_of(account).values("user")).values("pk")
        their_then = conversation.contacts.values("pk") if conversation else Contact.objects.none().values("pk")
        our_then = conversation.people.values("pk") if conversation else User.objects.none().values("pk")
        self.known = Contact.objects.filter(Q(pk__in=current) | Q(pk__in=their_then))
        self.fields["contacts"].queryset = self.known  # type: ignore[attr-defined]
        ours = User.objects.filter(Q(pk__in=team) | Q(pk__in=our_then))
        self.fields["people"].queryset = ours  # type: ignore[attr-defined]


class Quote(forms.Form):
    """What one of them said."""

    contact = forms.ModelChoiceField(label=_("Who"), queryset=Contact.objects.none())
    words = forms.CharField(label=_("In their words"), max_length=4_000, widget=forms.Textarea(attrs={"rows": 2}))
    why_it_matters = forms.CharField(
        label=_("Why it matters to them personally"),
        required=False,
        max_length=2_000,
        help_text=_("For the team only; in no export."),
    )

    def __init__(self, conversation: Conversation, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        there = Q(pk__in=conversation.contacts.values("pk")) | Q(account=conversation.account, departed_on=None)
        self.fields["contact"].queryset = Contact.objects.filter(there)  # type: ignore[attr-defined]


class Log(Held):
    """A new conversation; room for what up to three of their people said, a newcomer, and what comes next."""

    new_contact = forms.CharField(label=_("Somebody new of theirs"), max_length=200, required=False)
    follow_up = forms.CharField(label=_("What to do next"), required=False, max_length=300)
    follow_up_by = _day(_("By"), required=False)

    def __init__(self, account: Account, *arguments: Any, **options: Any) -> None:
        super().__init__(account, *arguments, **options)
        for place in range(STATEMENTS):
            who = forms.ModelChoiceField(label=_("Who"), queryset=self.known, required=False)
            self.fields[f"who_{place}"] = who
            self.fields[f"words_{place}"] = forms.CharField(
                label=_("In their words"),
                required=False,
                max_length=4_000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            self.fields[f"why_{place}"] = forms.CharField(
                label=_("Why it matters to them personally"),
                required=False,
                max_length=2_000,
                help_text=_("For the team only; in no export."),
            )

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


class Erase(forms.Form):
    words = forms.ChoiceField(
        label=_("What they said"),
        choices=[("keep", _("stays, as a former contact's")), ("remove", _("is removed"))],
        initial="keep",
    )
