"""What the process adds to the shared parts."""

from django.utils.translation import gettext_lazy as _

from covalue.action_items import queries as action_items
from covalue.people.rules import Right
from covalue.web import navigation
from covalue.web.navigation import MenuEntry

navigation.add_entry(
    MenuEntry("day", _("My day"), "process:my-day", order=10, count=lambda user: action_items.open_for(user).count())
)
navigation.add_entry(
    MenuEntry("company", _("Trail"), "process:trail", order=30, visible=lambda user: user.may(Right.SEE_TRAIL))
)
