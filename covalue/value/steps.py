"""How far an account is with what the customer values: discovered, agreed, realised."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from covalue.accounts import queries as accounts
from covalue.accounts.home import AccountView, Evidence
from covalue.conversations import queries as conversations
from covalue.conversations.queries import Heard
from covalue.core import money
from covalue.value.account import panels
from covalue.value.rules import ValueStanding


def discover(view: AccountView) -> Evidence:
    """Whether contacts were heard and their targets validated."""
    heard = conversations.heard_on(view.account, view.today)
    contacts = len(view.once(accounts.current_contacts, view.account))
    return discovered(heard, contacts, panels.standing(view))


def co_create(view: AccountView) -> Evidence:
    """Whether the customer agreed to value cases."""
    return co_created(panels.standing(view))


def realise(view: AccountView) -> Evidence:
    """How much of what we claim the customer validated."""
    return realised(panels.standing(view))


def discovered(heard: Heard, contacts: int, standing: ValueStanding) -> Evidence:
    """Targets validated; before there are targets, contacts heard lately."""
    if not heard.statements:
        return Evidence(waits_for=_("No customer statements yet"))
    if standing.targets:
        figure = ngettext("%(n)s of %(all)s target validated", "%(n)s of %(all)s targets validated", standing.targets)
        validated = standing.targets_validated
        return Evidence(figure % {"n": validated, "all": standing.targets}, validated / standing.targets)
    figure = ngettext("%(n)s of %(all)s contact heard", "%(n)s of %(all)s contacts heard", contacts)
    return Evidence(figure % {"n": heard.contacts, "all": contacts}, heard.contacts / max(contacts, 1))


def co_created(standing: ValueStanding) -> Evidence:
    """Cases agreed; before the first, how many assumptions are confirmed."""
    if not standing.cases:
        return Evidence(waits_for=_("No value case yet"))
    agreed = standing.cases_agreed
    if standing.case_to_settle is not None:
        leads_to = reverse("value:case", args=[standing.case_to_settle])
        return Evidence(", ".join(_to_settle(standing)), agreed / standing.cases, leads_to=leads_to)
    if agreed:
        figure = ngettext("%(n)s of %(all)s case agreed", "%(n)s of %(all)s cases agreed", standing.cases)
        return Evidence(figure % {"n": agreed, "all": standing.cases}, agreed / standing.cases)
    figure = ngettext("%(n)s value case", "%(n)s value cases", standing.cases) % {"n": standing.cases}
    return Evidence(figure, standing.assumptions_confirmed / max(standing.assumptions, 1) * 0.9)


def realised(standing: ValueStanding) -> Evidence:
    """Money validated, as a share of what was claimed."""
    disputed = money.short_money(standing.disputed, standing.currency)
    to_settle = _(", %(amount)s disputed: settle") % {"amount": disputed} if standing.claim_to_settle else ""
    leads_to = reverse("value:claim", args=[standing.claim_to_settle]) if standing.claim_to_settle else ""
    if standing.validated:
        figure = _("%(amount)s validated") % {"amount": money.short_money(standing.validated, standing.currency)}
        share = float(standing.validated / max(standing.claimed, standing.validated))
        return Evidence(figure + to_settle, share, leads_to=leads_to)
    if standing.claimed:
        figure = _("%(amount)s claimed") % {"amount": money.short_money(standing.claimed, standing.currency)}
        return Evidence(figure + to_settle, 0.05, leads_to=leads_to)
    return Evidence(waits_for=_("No value validated yet"))


def _to_settle(standing: ValueStanding) -> Iterator[str]:
    if standing.cases_agreed:
        yield _("%(n)s of %(all)s agreed") % {"n": standing.cases_agreed, "all": standing.cases}
    if standing.cases_in_part:
        yield _("%(n)s agreed in part: settle") % {"n": standing.cases_in_part}
    if standing.cases_disagreed:
        yield _("%(n)s not agreed: settle") % {"n": standing.cases_disagreed}
