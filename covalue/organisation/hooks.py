"""What the organisation adds to the shared parts."""

from django.utils.translation import gettext_lazy as _

from covalue.organisation import first_step
from covalue.people import first_steps
from covalue.web import navigation
from covalue.web.navigation import MenuEntry

navigation.add_entry(MenuEntry("company", _("Organisation"), "organisation:home", order=10))
first_steps.add(10, first_step.named)
