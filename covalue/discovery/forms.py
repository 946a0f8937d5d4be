"""What cards, priorities and questions ask for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from covalue.accounts import queries as accounts
from covalue.accounts.industries import INDUSTRY_NAMES
from covalue.accounts.models import Account, Contact
from covalue.conversations import queries as conversations
from covalue.conversations.models import Statement
from covalue.discovery import guides
from covalue.discovery.models import Card
from covalue.discovery.queries import LANE_NAMES, PART_NAMES
from covalue.discovery.rules import MOST_WORDS
from covalue.value.rules import SCALE

LANES = [(lane.value, name) for lane, name in LANE_NAMES.items()]


class CardForm(forms.Form):
    """A new card; `before` is the card it stands before."""

    lane = forms.ChoiceField(label=_("Lane"), choices=LANES)
    words = forms.CharField(label=_("Words"), required=False, max_length=10 * MOST_WORDS)
    contact = forms.ModelChoiceField(label=_("Whose words"), queryset=Contact.objects.none(), required=False)
    statement = forms.ModelChoiceField(label=_("Said"), queryset=Statement.objects.none(), required=False)
    before = forms.IntegerField(required=False, min_value=1)

    def __init__(self, account: Account, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["contact"].queryset = accounts.current_contacts(account)  # type: ignore[attr-defined]
        self.fields["statement"].queryset = conversations.statements_of([account])  # type: ignore[attr-defined]


class WordsForm(forms.Form):
    """Other words on a card; `seen` is the count of edits one saw. Whose words they are may have left since."""

    words = forms.CharField(label=_("Words"), max_length=10 * MOST_WORDS)
    contact = forms.ModelChoiceField(label=_("Whose words"), queryset=Contact.objects.none(), required=False)
    seen = forms.IntegerField(required=False, min_value=0)

    def __init__(self, card: Card, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        offered = accounts.current_contacts(card.account, with_ids=[card.contact_id])
        self.fields["contact"].queryset = offered  # type: ignore[attr-defined]


class MoveForm(forms.Form):
    lane = forms.ChoiceField(label=_("Lane"), choices=LANES)
    before = forms.IntegerField(required=False, min_value=1)


class PlaceForm(forms.Form):
    """Where a target stands; both empty takes it off the grid."""

    impact = forms.TypedChoiceField(required=False, coerce=int, empty_value=None, choices=[(n, n) for n in SCALE])
    fit = forms.TypedChoiceField(required=False, coerce=int, empty_value=None, choices=[(n, n) for n in SCALE])


class QuestionForm(forms.Form):
    words = forms.CharField(label=_("Question"), max_length=300)
    part = forms.ChoiceField(
        label=_("What it is after"), choices=[(part.value, name) for part, name in PART_NAMES.items()]
    )
    function = forms.ChoiceField(
        label=_("For"), required=False, choices=[("", _("everybody")), *guides.FUNCTION_NAMES.items()]
    )
    industry = forms.ChoiceField(
        label=_("In"), required=False, choices=[("", _("every industry")), *INDUSTRY_NAMES.items()]
    )
