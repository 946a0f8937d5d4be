"""What keeping a view asks for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from covalue.listviews.models import ListView
from covalue.people.rules import ROLE_NAMES


def shared_choices() -> list[tuple[str, Any]]:
    """With whom a view can be shared."""
    roles = [(role.value, name) for role, name in ROLE_NAMES.items() if role != "customer_guest"]
    return [("", _("only me")), (ListView.EVERYBODY, _("everyone")), *roles]


class ViewForm(forms.Form):
    place = forms.SlugField(max_length=40)
    name = forms.CharField(label=_("Name"), max_length=80)
    shared_with = forms.ChoiceField(label=_("Who sees it"), choices=shared_choices, required=False)
    query = forms.CharField(max_length=4000, required=False)
    columns = forms.CharField(max_length=1000, required=False)


class Place(forms.Form):
    place = forms.SlugField(max_length=40)
