"""What people add to the shared parts."""

from django.utils.translation import gettext_lazy as _

from covalue.people.rules import Right
from covalue.web import navigation
from covalue.web.navigation import MenuEntry

navigation.add_entry(
    MenuEntry("company", _("People"), "people:users", order=20, visible=lambda user: user.may(Right.MANAGE_USERS))
)
