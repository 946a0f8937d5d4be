"""What contracts and retention add to the shared parts."""

from django.utils.translation import gettext_lazy as _

from covalue.people.rules import Right
from covalue.web import navigation
from covalue.web.navigation import Tab

navigation.add_tab(
    Tab(
        "economics",
        "contracts",
        _("Retention"),
        "retention:home",
        order=70,
        visible=lambda user: user.may(Right.SEE_PORTFOLIO),
    )
)
