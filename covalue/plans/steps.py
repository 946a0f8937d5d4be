"""How far an account is with its plan."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from covalue.accounts.home import AccountView, Evidence
from covalue.objectives import queries as objectives
from covalue.objectives.rules import Alignment
from covalue.plans import queries
from covalue.plans.queries import Progress


def plan(view: AccountView) -> Evidence:
    """Whether the plan is written and approved, and its objectives linked."""
    goals = view.once(objectives.of_account, view.account)
    return planned(queries.progress_of(view.account), objectives.alignment_of(view.account, goals))


def planned(progress: Progress, goals: Alignment) -> Evidence:
    """An approved plan is whole once no objective stands alone; before, what is written counts."""
    if not progress.sections:
        return Evidence(waits_for=_("Plan not started"))
    if progress.approved_version and goals.orphans:
        alone = ngettext("%(n)s objective not linked", "%(n)s objectives not linked", goals.orphans)
        return Evidence(alone % {"n": goals.orphans}, 1 - goals.orphans / (goals.theirs + goals.ours) / 2)
    if progress.approved_version:
        return Evidence(_("version %(n)s approved") % {"n": progress.approved_version}, 1.0)
    parts = (progress.written, min(goals.theirs, 1), min(goals.ours, 1), goals.share)
    share = sum(parts) / (progress.sections + 3)
    written = {"n": progress.written, "all": progress.sections}
    return Evidence(
        ngettext("%(n)s of %(all)s section written", "%(n)s of %(all)s sections written", progress.sections) % written,
        share * 0.9,
    )
