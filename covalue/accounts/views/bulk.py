"""The same change to many accounts: what would change, doing it, taking it back."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from covalue.accounts import actions, listing, queries
from covalue.accounts.actions.bulk import MOST
from covalue.accounts.api import accounts as api
from covalue.accounts.inputs import BulkFields
from covalue.accounts.models import Account
from covalue.core import errors
from covalue.people import queries as people
from covalue.web import answers, operations, requests
from covalue.web.inputs import form_of


def prepare(request: HttpRequest) -> HttpResponse:
    """Say what is to change, look at what that would do, then do it."""
    requests.colleague_of(request)
    chosen, owners = _chosen(request), {"owner": people.colleagues()}
    form = form_of(BulkFields)(request.POST or None, rows=owners)
    context = {"form": form, "accounts": chosen[:MOST], "count": chosen.count(), "most": MOST}
    if request.method == "POST" and form.is_valid():
        values = form.input.given(owners)
        try:
            if "do" in request.POST:
                return _apply(request, chosen, values)
            context["planned"] = actions.plan_bulk(requests.actor(request), accounts=chosen, values=values)
        except (errors.BadInput, errors.WrongState) as refused:
            field = refused.field if isinstance(refused, errors.BadInput) and refused.field in form.fields else None
            form.add_error(field, refused.sentence)
    return render(request, "accounts/bulk.html", context, status=422 if form.errors else 200)


@require_POST
def undo(request: HttpRequest, bulk_id: int) -> HttpResponse:
    """Undo a change of many."""
    left = operations.run(api.undo_bulk_edit, request, bulk_id=bulk_id).left_alone
    messages.success(request, _("The change was undone."))
    if left:
        messages.warning(request, _("Not undone, as they have changed since: %(names)s.") % {"names": ", ".join(left)})
    return answers.back(request, reverse("accounts:list"))


def _chosen(request: HttpRequest) -> QuerySet[Account]:
    """The accounts ticked, or all that fit the filter of the address; only those one knows of."""
    user, sent = requests.user_of(request), request.POST if request.method == "POST" else request.GET
    if sent.get("every") == "1":
        accounts = listing.chosen(user, listing.Filter.of(request.GET))
    else:
        ids = [int(text) for text in sent.getlist("accounts") if text.isascii() and text.isdecimal() and len(text) < 13]
        accounts = queries.in_portfolio_of(user).filter(pk__in=ids[: MOST + 1]).order_by("name", "id")
    return accounts.select_related("owner")


def _apply(request: HttpRequest, chosen: QuerySet[Account], values: Mapping[str, Any]) -> HttpResponse:
    bulk = actions.edit_many(requests.actor(request), accounts=chosen, values=values, now=timezone.now())
    n = len(bulk.changes)
    message = ngettext("%(n)d account was changed.", "%(n)d accounts were changed.", n) % {"n": n}
    messages.success(request, message, extra_tags=reverse("accounts:undo-bulk", args=[bulk.pk]))
    return redirect("accounts:list")
