"""What sponsors add to the shared parts."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from covalue.accounts import contact_home as contact_pages
from covalue.accounts import home
from covalue.accounts import leaving as contact_leaving
from covalue.accounts.home import AccountTab, AccountView
from covalue.handovers import reading
from covalue.handovers.reading import Chapter
from covalue.people.models import User
from covalue.people.rules import Right
from covalue.sponsors import brief, contact_home, hits, leaving, my_day, queries
from covalue.sponsors.brief import BriefPart
from covalue.sponsors.queries import Glance
from covalue.web import my_day as days
from covalue.web import navigation, palette
from covalue.web.navigation import MenuEntry
from covalue.web.palette import AccountCommand, HitKind


def _glances(view: AccountView) -> tuple[Glance, ...] | None:
    return view.once(queries.glances, view.account, view.today) or None


def _next_meeting(view: AccountView) -> Glance | None:
    planned = [glance for glance in _glances(view) or () if glance.next]
    return min(planned, key=lambda glance: glance.next.planned_on if glance.next else date.max, default=None)


def _directs(user: User) -> bool:
    return user.may(Right.CLASSIFY_ACCOUNTS)


def _sponsors_only(user: User) -> bool:
    return user.may_sponsor and not _directs(user)


home.add_tab(
    AccountTab(_("Sponsors"), "sponsors:account", order=85, words=_("executive sponsor brief touchpoint escalation"))
)
home.add_panel(home.NEEDS, 20, "sponsors/_home_next.html", _next_meeting)
home.add_panel(home.ASIDE, 20, "sponsors/_home.html", _glances)
home.add_panel("mobilise", 20, "sponsors/_home.html", _glances)
navigation.add_entry(MenuEntry("company", _("Sponsor programme"), "sponsors:programme", order=30, visible=_directs))
navigation.add_entry(
    MenuEntry("company", _("Role card of sponsors"), "sponsors:card", order=31, visible=_sponsors_only)
)
palette.add_kind(HitKind(_("Executive sponsors"), order=68, find=hits.sponsorships))
palette.add_account_command(AccountCommand(_("Choose a sponsor"), "sponsors:choose", order=60))
days.add_items(55, my_day.everything)
contact_pages.add_section(15, contact_home.paired)
brief.add_lines(BriefPart.WHO, 10, brief.who)
brief.add_lines(BriefPart.SAID, 10, brief.said)
brief.add_lines(BriefPart.VALUE, 10, brief.value_lines)
brief.add_lines(BriefPart.OPEN, 10, brief.open_actions)
brief.add_lines(BriefPart.OPEN, 20, brief.escalated)
brief.add_lines(BriefPart.NOT_TO_PROMISE, 10, brief.typed_limits)
brief.add_lines(BriefPart.NOT_TO_PROMISE, 20, brief.limits)
brief.add_lines(BriefPart.OBJECTIVES, 10, brief.purpose)
contact_leaving.ask(25, _("Sponsors"), leaving.counterparts)
reading.add(Chapter("sponsors", _("Sponsors"), "sponsors:account", 55, leaving.to_read))
