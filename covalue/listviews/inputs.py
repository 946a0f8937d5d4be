"""What can be typed about views of lists and their columns."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from covalue.listviews.models import ListView
from covalue.people.rules import ROLE_NAMES, Role
from covalue.web.inputs import Input, field
from covalue.web.shapes import Text, Trimmed

SHARED_WITH: Final[dict[str, Any]] = {
    "": _("only me"),
    ListView.EVERYBODY: _("everyone"),
    **{role.value: name for role, name in ROLE_NAMES.items() if role != Role.CUSTOMER_GUEST},
}


class ColumnsInput(Input):
    """The columns of the list at `place`, in their order; none for the usual ones."""

    place: str = Field(strict=True, pattern=r"^[a-z-]{1,40}$")  # not Text, whose own pattern would win
    columns: list[Text] = Field(default_factory=list, max_length=60)


class ListViewInput(ColumnsInput):
    name: Trimmed = field(_("Save this view as"), min_length=1, max_length=80)
    query: Text = Field("", max_length=1000)
    shared_with: Text = field(_("Who sees it"), "", labels=SHARED_WITH, max_length=30)
