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
from covalue.people.rules import Right
from covalue.web import requests


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Every account one may know of."""
    user = requests.user_of(request)
    if user.is_guest:
        raise errors.NotFound()
    page = listing.list_page(user, listing.Filter.of(request.GET), may_create=user.may(Right.CREATE_ACCOUNTS))
    template = "accounts/_list.html" if request.headers.get("HX-Target") == "accounts" else "accounts/list.html"
    return render(request, template, {"page": page, "classes": AccountClass.choices})


@require_GET
def export(request: HttpRequest) -> HttpResponseBase:
    """What the list shows, as CSV or Excel; the trail keeps who took it."""
    user = requests.user_of(request)
    if user.is_guest:
        raise errors.NotFound()
    found = listing.chosen(user, listing.Filter.of(request.GET))
    changes = {"accounts": ("", found.count()), "filter": ("", request.GET.urlencode())}
    events.write(requests.actor(request), "exported accounts", now=timezone.now(), name="accounts", changes=changes)
    write = exports.excel_response if request.GET.get("format") == "xlsx" else exports.csv_response
    return write("accounts", listing.HEADINGS, listing.rows(user, found))


def create(request: HttpRequest) -> HttpResponse:
    user = requests.user_of(request)
    if not user.may(Right.CREATE_ACCOUNTS):
        raise errors.NotAllowed(_("Program directors and analysts create accounts."))
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
