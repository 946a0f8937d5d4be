"""What action items add to the shared parts."""

from django.utils.translation import gettext_lazy as _

from covalue.accounts import contact_home as contact_pages
from covalue.accounts import home, listing, shareables, working
from covalue.accounts import leaving as contact_leaving
from covalue.accounts.home import AccountTab, AccountView, Button
from covalue.accounts.listing import AddedColumn
from covalue.accounts.shareables import Shareable
from covalue.action_items import contact_home, hits, leaving, my_day, queries, sharing, steps
from covalue.action_items.models import Action
from covalue.action_items.my_day import Needs
from covalue.action_items.working import NEXT
from covalue.web import my_day as days
from covalue.web import palette
from covalue.web.my_day import Item
from covalue.web.palette import HitKind


def _open(view: AccountView) -> tuple[Action, ...]:
    return view.once(queries.open_on, view.account)


def _waiting(view: AccountView) -> tuple[Item, ...]:
    """What of the user's day is about the account."""
    return days.on_account(view.user, view.account.pk, view.today) if view.waiting is None else view.waiting


def _number(view: AccountView) -> int:
    return len(view.waiting or ())


def _needs(view: AccountView) -> Needs:
    waiting = _waiting(view)
    told = {item.key for item in waiting}
    others = (action for action in _open(view) if action.owner_id != view.user.pk)
    return Needs(waiting, tuple(action for action in others if f"{my_day.TEAM_KEY}:{action.pk}" not in told))


palette.add_kind(HitKind(_("Actions"), order=65, find=hits.actions))
home.add_evidence("execute", steps.execute)
home.add_tab(AccountTab(_("Actions"), "action_items:list", order=90))
home.add_button(Button(_("Actions"), "action_items:list", order=10, primary=True, step="execute"))
home.add_panel(home.CHIPS, 10, "action_items/_home_chip.html", lambda view: len(_waiting(view)) or None, _number)
home.add_panel(home.NEEDS, 10, "action_items/_home_open.html", _needs, lambda view: view.waiting)
home.add_panel("execute", 10, "action_items/_step_open.html", _open)
days.add_section(days.HEAD, 10, "action_items/_day_overdue.html", my_day.overdue, my_day.overdue)
days.add_items(1, my_day.owed)
days.add_items(16, my_day.unowned)
days.add_items(17, my_day.late_of_team)
contact_pages.add_section(50, contact_home.owed)
contact_leaving.ask(20, _("Actions"), leaving.actions)
shareables.add(Shareable(sharing.KIND, _("Actions"), 40, sharing.items, sharing.take_up))
working.add(NEXT)
listing.add_column(AddedColumn("next_action", _("Next action"), 20, queries.next_due))
