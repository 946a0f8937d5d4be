"""What can be typed about users, invitations and API keys; what only the pages of the sign-in ask for is in forms.py."""

from typing import Any, Final, Literal

from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from covalue.people.rules import ROLE_NAMES, ROLE_SENTENCES, Role
from covalue.web.inputs import Input, field
from covalue.web.shapes import Flag, Text, Trimmed

ROLE_LABELS: Final = {role: format_lazy("{}: {}", name, ROLE_SENTENCES[role]) for role, name in ROLE_NAMES.items()}

LANGUAGES: Final[dict[str, Any]] = {"": _("As you read"), **dict(settings.LANGUAGES)}


def roles_field() -> Any:
    return field(_("Roles"), labels=ROLE_LABELS, min_length=1, max_length=20, missing=_("Choose at least one role."))


class LanguageInput(Input):
    language: Literal["en", "de"] = field(_("Language"), missing=_("Choose a language."))


class TokenInput(Input):
    label: Trimmed = field(
        _("Purpose"),
        min_length=1,
        max_length=200,
        missing=_("Enter what the key is for."),
        description="what it is for",
    )
    days: int = field("", 90, ge=1, le=365, strict=True, description="how many days it is valid")


class RolesInput(Input):
    roles: list[Role] = roles_field()


class UserInput(RolesInput):
    active: Flag


class UserEdit(UserInput, partial=True):
    """Only the fields sent change."""


class InvitationInput(Input):
    email: Text = field(_("Email"), min_length=3, max_length=254, html_type="email")
    name: Text = field(_("Name"), "", max_length=200)
    language: Literal["", "en", "de"] = field(
        _("Language"), "", labels=LANGUAGES, help=_("Language of their emails and pages; they can choose another")
    )
    roles: list[Role] = roles_field()
