"""On what terms: the evidence of the step Capture."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from covalue.accounts.home import AccountView, Evidence
from covalue.agreements import queries
from covalue.agreements.models import Agreement


def capture(view: AccountView) -> Evidence:
    """Running agreements; whole once one is signed, and says what each side owes."""
    rows = queries.running(view.account, view.today)
    if not rows:
        return Evidence(waits_for=_("No contract yet"))
    signed = [row for row in rows if row.signed_on]
    if not signed:
        return Evidence(_("not signed yet"), 0.4, leads_to=_edit(rows[0]))
    both = any(row.our_obligations and row.their_obligations for row in signed)
    words = ngettext("%(n)s agreement signed", "%(n)s agreements signed", len(signed)) % {"n": len(signed)}
    return Evidence(words, 1.0) if both else Evidence(words, 0.7, leads_to=_edit(signed[0]))


def _edit(row: Agreement) -> str:
    return reverse("agreements:edit", args=[row.pk])
