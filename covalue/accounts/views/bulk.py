"""The same change to many accounts: what would change, doing it, taking it back."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from covalue.accounts import actions, forms, listing, queries
from covalue.accounts.actions.bulk import MOST
from covalue.accounts.models import Account, BulkEdit
from covalue.core import errors
from covalue.web import answers, requests


def prepare(request: HttpRequest) -> HttpResponse:
    """Say what is to change, look at what that would do, then do it."""
    user = requests.user_of(request)
    if user.is_guest:
        raise errors.NotFound()
    chosen = _chosen(request)
    form = forms.BulkForm(request.POST or None)
    page = {"form": form, "accounts": chosen[:MOST], "count": chosen.count(), "most": MOST}
    if request.method == "POST" and form.is_valid():
        try:
            if "do" in request.POST:
                return _done(request, chosen, form)
            page["planned"] = actions.plan_bulk(requests.actor(request), accounts=chosen, values=form.wanted())
        except (errors.BadInput, errors.WrongState) as refused:
            field = refused.field if isinstance(refused, errors.BadInput) and refused.field in form.fields else None
            form.add_error(field, refused.sentence)
    return render(request, "accounts/bulk.html", page, status=422 if form.errors else 200)


@require_POST
def undo(request: HttpRequest, bulk_id: int) -> HttpResponse:
    """Take a change of many back."""
    bulk = BulkEdit.objects.filter(pk=bulk_id, made_by=requests.user_of(request)).first()
    if bulk is None:
        raise errors.NotFound()
    left = actions.undo_bulk(requests.actor(request), bulk=bulk, now=timezone.now())
    messages.success(request, _("The change was undone."))
    if left:
        messages.warning(request, _("Not undone, as they have changed since: %(names)s.") % {"names": ", ".join(left)})
    return answers.back(request, reverse("accounts:list"))


def _chosen(request: HttpRequest) -> QuerySet[Account]:
    """The accounts ticked, or all that fit the filter of the address; only those one knows of."""
    user, sent = requests.user_of(request), request.POST if request.method == "POST" else request.GET
    if sent.get("every") == "1":
        found = listing.chosen(user, listing.Filter.of(request.GET))
    else:
        ids = [int(one) for one in sent.getlist("accounts") if one.isascii() and one.isdecimal() and len(one) < 13]
        found = queries.in_portfolio_of(user).filter(pk__in=ids[: MOST + 1]).order_by("name", "id")
    return found.select_related("owner")


def _done(request: HttpRequest, chosen: QuerySet[Account], form: forms.BulkForm) -> HttpResponse:
    bulk = actions.edit_many(requests.actor(request), accounts=chosen, values=form.wanted(), now=timezone.now())
    n = len(bulk.changes)
    told = ngettext("%(n)d account was changed.", "%(n)d accounts were changed.", n) % {"n": n}
    messages.success(request, told, extra_tags=reverse("accounts:undo-bulk", args=[bulk.pk]))
    return redirect("accounts:list")
