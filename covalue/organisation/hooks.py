"""What the organisation adds to the shared parts."""

from django.utils.translation import gettext_lazy as _

from covalue.organisation import first_step, hits
from covalue.people import first_steps
from covalue.web import navigation, palette
from covalue.web.navigation import MenuEntry
from covalue.web.palette import HitKind

navigation.add_entry(MenuEntry("company", _("Organisation"), "organisation:home", order=10))
palette.add_kind(HitKind(_("Offerings"), order=80, find=hits.offerings))
first_steps.add(10, first_step.named)
