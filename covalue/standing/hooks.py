"""What standing adds to the shared parts."""

from django.utils.translation import gettext_lazy as _

from covalue.accounts import asked, forgetting, home
from covalue.accounts import contact_home as contact_pages
from covalue.accounts import leaving as contact_leaving
from covalue.accounts.home import AccountTab, Button
from covalue.action_items import origins
from covalue.contact_requests import kinds
from covalue.handovers import reading
from covalue.handovers.reading import Chapter
from covalue.standing import contact_home, hits, leaving, my_day, panels
from covalue.standing import origins as named
from covalue.standing.asked import to_rate
from covalue.standing.forgetting import forget
from covalue.standing.kind import ASSESSMENTS
from covalue.standing.models import Driver, ScorecardLine
from covalue.web import my_day as days
from covalue.web import palette
from covalue.web.palette import AccountCommand, HitKind

home.add_tab(
    AccountTab(_("Standing"), "standing:account", order=65, words=_("relationship ladder assessment scorecard"))
)
home.add_panel(home.HALVES, 2, "standing/_home_eyes.html", panels.eyes)
home.add_button(Button(_("How they see us"), "standing:account", order=60, step="discover"))
palette.add_kind(HitKind(_("Assessments"), order=55, find=hits.assessments))
palette.add_kind(HitKind(_("Supplier scorecards"), order=56, find=hits.scorecards))
palette.add_account_command(AccountCommand(_("Open the standing"), "standing:account", order=45))
days.add_items(15, my_day.ratings)
days.add_items(6, my_day.to_confirm)
days.add_items(25, my_day.answers)
days.add_items(60, my_day.due)
contact_pages.add_section(36, contact_home.rated)
origins.add("assessment", named.assessments)
origins.add("scorecard", named.scorecards)
asked.add(to_rate)
forgetting.when_erased(forget)
forgetting.leave(Driver, "key")
forgetting.leave(ScorecardLine, "driver_key")
kinds.follow(ASSESSMENTS)
contact_leaving.ask(32, _("Assessments"), leaving.assessments)
contact_leaving.ask(34, _("Evidence of the relationship"), leaving.evidence)
reading.add(Chapter("standing", _("Assessments, ladder, their scorecards"), "standing:account", 53, leaving.to_read))
