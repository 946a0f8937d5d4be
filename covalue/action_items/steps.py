"""How far an account is with what was promised."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from covalue.accounts.home import AccountView, Evidence
from covalue.action_items import queries
from covalue.action_items.queries import Promised


def execute(view: AccountView) -> Evidence:
    """Whether what was promised is done in time."""
    return executed(queries.promised_on(view.account, view.today))


def executed(promised: Promised) -> Evidence:
    """Late actions first, else the share of those done."""
    whole = promised.done + promised.open
    if not whole:
        return Evidence(waits_for=_("No actions yet"))
    if promised.overdue:
        late = ngettext("%(n)s action late", "%(n)s actions late", promised.overdue) % {"n": promised.overdue}
        return Evidence(late, promised.done / whole)
    return Evidence(
        ngettext("%(n)s of %(all)s action done", "%(n)s of %(all)s actions done", whole)
        % {"n": promised.done, "all": whole},
        promised.done / whole,
    )
