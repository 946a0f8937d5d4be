"""Is it happening: the evidence of the step Execute."""

from django.urls import reverse
from django.utils.translation import ngettext

from covalue.accounts.home import AccountView, Evidence
from covalue.action_items import queries as action_items
from covalue.action_items import steps as actions
from covalue.action_items.queries import Promised
from covalue.execution import queries
from covalue.execution.queries import WorkPlan


def execute(view: AccountView) -> Evidence:
    """Whether actions and planned work are done in time."""
    promised = action_items.promised_on(view.account, view.today)
    return executed(promised, view.once(queries.plan_of, view.account, view.today))


def executed(promised: Promised, plan: WorkPlan) -> Evidence:
    """What is late first, and where; else the share done. Without planned work the actions alone."""
    if plan.is_empty:
        return actions.executed(promised)
    done, whole = promised.done + plan.done, promised.done + promised.open + len(plan.packages)
    if plan.overdue:
        late = ngettext("%(n)s piece of work late", "%(n)s pieces of work late", plan.overdue) % {"n": plan.overdue}
        return Evidence(late, done / whole, leads_to=reverse("execution:plan", args=[plan.account.pk]))
    if promised.overdue:
        return Evidence(actions.executed(promised).figure, done / whole)
    text = ngettext("%(n)s of %(all)s piece of work done", "%(n)s of %(all)s actions and pieces of work done", whole)
    return Evidence(text % {"n": done, "all": whole}, done / whole)
