"""What the process adds to the shared parts."""

from django.utils.translation import gettext_lazy as _

from covalue.accounts import contact_home, home
from covalue.accounts.home import AccountTab
from covalue.people.rules import Right
from covalue.process import queries, steps
from covalue.process.first_run import first_run, left_over
from covalue.web import my_day, navigation, palette
from covalue.web.navigation import MenuEntry

navigation.add_entry(
    MenuEntry(
        "day", _("My day"), "process:my-day", order=10, count=queries.known_count, counted_at="process:my-day-count"
    )
)
navigation.add_entry(
    MenuEntry("company", _("Audit log"), "process:trail", order=30, visible=lambda user: user.may(Right.SEE_TRAIL))
)
home.add_tab(AccountTab(_("Home"), "process:account", order=0))
home.add_tab(AccountTab(_("History"), "process:history", order=160, words=_("activity changes")))
palette.add_account_pages(steps.pages_of_accounts)
my_day.leave_out(queries.put_off_by)
my_day.add_section(my_day.MAIN, 1, "process/_day_first_run.html", first_run)
my_day.add_items(95, left_over, of_accounts=False)
home.add_panel(home.ASIDE, 30, "process/_home_recent.html", queries.recent_on)
contact_home.add_part("process/_contact_recent.html", queries.recent_on_contact)
my_day.add_section(my_day.ASIDE, 20, "process/_day_recent.html", queries.recent_on_own_accounts)
