"""What promises add to the shared parts."""

from django.utils.translation import gettext_lazy as _

from covalue.accounts import contact_home as contact_pages
from covalue.accounts import forgetting, home, leaving, shareables
from covalue.accounts import queries as accounts
from covalue.accounts.home import AccountTab
from covalue.accounts.shareables import Answering, Shareable
from covalue.conversations import following, rhythm
from covalue.promises import contact_home, hits, minutes, my_day, queries, sharing, steps
from covalue.promises import leaving as left
from covalue.promises.forgetting import forget
from covalue.promises.inputs import AnsweredInput
from covalue.web import my_day as days
from covalue.web import palette
from covalue.web.my_day import Day
from covalue.web.palette import AccountCommand, Command, HitKind


def _quick_of_day(day: Day) -> bool | None:
    return True if accounts.has_accounts(day.user) else None


home.add_tab(AccountTab(_("Promises"), "promises:list", order=65, words=_("commitments kept")))
home.add_panel(home.NEEDS, 30, "promises/_home_quick.html", steps.on_home)
home.add_panel("execute", 20, "promises/_step_open.html", steps.open_promises)
palette.add_kind(HitKind(_("Quick line"), order=2, find=hits.quick_line))
palette.add_kind(HitKind(_("Promises"), order=66, find=hits.promises))
palette.add_account_command(AccountCommand(_("Quick line"), "promises:quick", order=12))
palette.add_command(Command(_("Quick line"), "promises:quick-anywhere", order=15, visible=accounts.has_accounts))
days.add_section(days.ASIDE, 1, "promises/_day_quick.html", _quick_of_day)
days.add_items(2, my_day.ours)
days.add_items(3, my_day.theirs)
days.add_items(17, my_day.unowned)
days.add_items(32, my_day.answers)
days.add_items(61, my_day.quiet_contacts)
contact_pages.add_section(25, contact_home.theirs)
contact_pages.add_section(27, contact_home.ours)
contact_pages.add_section(15, contact_home.asked_for)
contact_pages.add_part("promises/_contact_asides.html", contact_home.may_leave)
forgetting.when_erased(forget)
leaving.ask(10, _("Promises"), left.promises)
leaving.ask(50, _("Reporting line"), left.reports)
leaving.ask(60, _("Rhythm"), left.rhythm)
shareables.add(
    Shareable(
        sharing.KIND,
        _("Promises"),
        45,
        sharing.items,
        sharing.take_up,
        Answering(AnsweredInput, sharing.standing, sharing.answer),
    )
)
rhythm.ask(queries.quiet_after, queries.quiet_after_on)
following.add_part(following.LOG, 10, "promises/_log_fields.html", minutes.fields_of_log)
following.add_part(following.EDIT, 10, "promises/_in_conversation.html", minutes.in_conversation)
following.when_typed(minutes.save_typed)
