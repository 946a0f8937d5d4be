"""What action items add to the shared parts."""

from django.utils.translation import gettext_lazy as _

from covalue.accounts import forgetting, home, listing, shareables
from covalue.accounts.home import AccountTab, AccountView, Button
from covalue.accounts.listing import AddedColumn
from covalue.accounts.shareables import Shareable
from covalue.action_items import queries, sharing, steps
from covalue.action_items.forgetting import forget
from covalue.action_items.models import Action
from covalue.action_items.queries import Owed
from covalue.web import my_day
from covalue.web.my_day import Day


def _owed(day: Day) -> Owed | None:
    owed = day.once(queries.owed_by, day.user, day.today)
    return owed if owed.overdue or owed.this_week or owed.later else None


def _overdue_of_user(day: Day) -> int | None:
    return len(day.once(queries.owed_by, day.user, day.today).overdue) or None


def _open(view: AccountView) -> tuple[Action, ...]:
    return view.once(queries.open_on, view.account)


def _overdue(view: AccountView) -> int | None:
    return sum(action.due_on is not None and action.due_on < view.today for action in _open(view)) or None


home.add_evidence("execute", steps.execute)
home.add_tab(AccountTab(_("Actions"), "action_items:list", order=90))
home.add_button(Button(_("Actions"), "action_items:list", order=10, primary=True, step="execute"))
home.add_panel(home.CHIPS, 10, "action_items/_home_chip.html", _overdue)
home.add_panel(home.ASIDE, 10, "action_items/_home_open.html", _open)
home.add_panel("execute", 10, "action_items/_step_open.html", _open)
my_day.add_section(my_day.HEAD, 10, "action_items/_day_overdue.html", _overdue_of_user)
my_day.add_section(my_day.MAIN, 40, "action_items/_day.html", _owed)
my_day.add_count(lambda user: queries.open_for(user).count())
forgetting.when_erased(forget)
shareables.add(Shareable(sharing.KIND, _("Actions"), 40, sharing.items, sharing.take_up))
listing.add_column(AddedColumn("next_action", _("Next action"), 20, queries.next_due))
