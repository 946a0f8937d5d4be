"""What coverage adds to the shared parts."""

from django.utils.translation import gettext_lazy as _

from covalue.people.rules import Right
from covalue.web import navigation
from covalue.web.navigation import Tab

navigation.add_tab(
    Tab(
        "decisions",
        "coverage",
        _("Coverage"),
        "coverage:home",
        order=90,
        visible=lambda user: user.may(Right.CLASSIFY_ACCOUNTS),
    )
)
