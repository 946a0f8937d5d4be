"""What coverage adds to the shared parts."""

from django.utils.translation import gettext_lazy as _

from covalue.coverage import my_day
from covalue.people.rules import Right
from covalue.web import my_day as days
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
days.add_items(75, my_day.overload, of_accounts=False)
