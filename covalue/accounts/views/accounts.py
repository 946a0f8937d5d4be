"""The list of accounts, its export, and a new one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from covalue.accounts import actions, forms, listing, queries
from covalue.accounts.models import AccountClass
from covalue.core import errors, events, exports
from covalue.listviews import queries as listviews
from covalue.listviews.inputs import ListViewInput
from covalue.listviews.queries import Look
from covalue.people.rules import Right
from covalue.web import requests
from covalue.web.inputs import form_of


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Every account one may know of."""
    user = requests.user_of(request)
    if user.is_guest:
        raise errors.NotFound()
    look = _look(request)
    if look.view and not request.GET.keys() - {"view"} and (look.view.query or not request.GET):
        return redirect(f"{request.path}?view={look.view.pk}&{look.view.query}")
    wanted, may_create = listing.Filter.of(request.GET), user.may(Right.CREATE_ACCOUNTS)
    page = listing.list_page(user, wanted, look.columns, may_create=may_create)
    template = "accounts/_list.html" if request.headers.get("HX-Target") == "accounts" else "accounts/list.html"
    view_form = form_of(ListViewInput)(auto_id="view-%s")
    context = {"page": page, "look": look, "classes": AccountClass.choices, "view_form": view_form}
    return render(request, template, context)


@require_GET
def export(request: HttpRequest) -> HttpResponseBase:
    """What the list shows, as CSV or Excel; the audit log keeps who took it."""
    user = requests.user_of(request)
    if user.is_guest:
        raise errors.NotFound()
    found, columns = listing.chosen(user, listing.Filter.of(request.GET)), _look(request).columns
    changes = {"accounts": ("", found.count()), "filter": ("", request.GET.urlencode())}
    events.write(requests.actor(request), "exported accounts", now=timezone.now(), name="accounts", changes=changes)
    write = exports.excel_response if request.GET.get("format") == "xlsx" else exports.csv_response
    return write("accounts", listing.headings(columns), listing.rows(user, found, columns))


def _look(request: HttpRequest) -> Look:
    """How one looks at the list: by the view of the address, one's default, or habit."""
    view = request.GET.get("view", "")
    view_id = int(view) if view.isascii() and view.isdecimal() and len(view) < 13 else None
    user = requests.user_of(request)
    return listviews.look(user, listing.PLACE, listing.columns(), view_id=view_id, has_query=bool(request.GET))


def create(request: HttpRequest) -> HttpResponse:
    user = requests.user_of(request)
    if not user.may(Right.CREATE_ACCOUNTS):
        raise errors.NotAllowed(_("Only program directors and analysts can create accounts."))
    form = forms.NewAccount(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        keys = [(values["source"], values["key"])] if values["key"] else []
        account = actions.create(
            requests.actor(request),
            name=values["name"],
            sector=values["sector"],
            identifiers=keys,
            now=timezone.now(),
        )
        messages.success(request, _("%(name)s was created.") % {"name": account.name})
        return redirect(
            "process:account" if queries.may_edit(user, account) else "accounts:list",
            *([account.pk] if queries.may_edit(user, account) else []),
        )
    return render(request, "accounts/create.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
def suggest(request: HttpRequest) -> HttpResponse:
    """Accounts one may open whose name or key begins like what is being typed, as options of a list."""
    found = listing.suggestions(requests.user_of(request), request.GET.get("q", ""))
    return render(request, "accounts/_suggestions.html", {"options": [forms.suggestion(account) for account in found]})
