"""What execution adds to the shared parts."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from covalue.accounts import contact_home as contact_pages
from covalue.accounts import forgetting, home, leaving, shareables
from covalue.accounts.home import AccountTab, AccountView, Button
from covalue.accounts.shareables import Answering, Shareable
from covalue.execution import contact_home, hits, my_day, queries, sharing, steps
from covalue.execution import leaving as left
from covalue.execution.forgetting import forget
from covalue.execution.importing import WorkImporter
from covalue.execution.inputs import WorkAnsweredInput
from covalue.execution.queries import WorkPlan
from covalue.masterdata import importers
from covalue.web import my_day as days
from covalue.web import palette
from covalue.web.palette import AccountCommand, AccountPage, HitKind


def _plan(view: AccountView) -> WorkPlan | None:
    plan = view.once(queries.plan_of, view.account, view.today)
    return None if plan.is_empty else plan


importers.add(WorkImporter)
home.add_tab(AccountTab(_("Work"), "execution:plan", order=83, words=_("execution milestones gantt schedule baseline")))
home.add_button(Button(_("Work"), "execution:plan", order=10, step="execute"))
home.add_evidence("execute", steps.execute)
home.add_panel("execute", 10, "execution/_home.html", _plan)
home.add_panel(home.HALVES, 62, "execution/_home.html", _plan)
home.add_panel(home.PLAN_ASIDE, 40, "execution/_home.html", _plan)
palette.add_kind(HitKind(_("Work"), order=67, find=hits.work))
palette.add_account_pages(
    lambda: (
        AccountPage(_("Register"), lambda account: reverse("execution:register", args=[account]), _("todo list board")),
        AccountPage(_("Timeline"), lambda account: reverse("execution:timeline", args=[account]), _("gantt")),
    )
)
palette.add_account_command(AccountCommand(_("Plan work"), "execution:plan", order=47))
days.add_items(36, my_day.answers)
days.add_items(12, my_day.mine)
days.add_items(34, my_day.slipping)
days.add_items(35, my_day.unowned)
contact_pages.add_section(28, contact_home.work)
leaving.ask(20, _("Work"), left.work)
forgetting.when_erased(forget)
shareables.add(
    Shareable(
        sharing.KIND,
        _("Work"),
        42,
        sharing.items,
        answering=Answering(WorkAnsweredInput, sharing.standing, sharing.answer),
    )
)
