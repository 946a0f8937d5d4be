"""The list of accounts, its export, and a new one."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from covalue.accounts import actions, forms, listing, queries
from covalue.accounts.inputs import FirstFacts
from covalue.accounts.listing import ListPage
from covalue.accounts.models import Account, AccountClass
from covalue.core import errors, events, exports
from covalue.listviews import queries as listviews
from covalue.listviews.inputs import ListViewInput
from covalue.listviews.queries import Look
from covalue.people.models import User
from covalue.people.rules import Right
from covalue.web import requests
from covalue.web.inputs import form_of
from covalue.web.lists import FilterBy


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Every account one may know of."""
    user = requests.colleague_of(request)
    look = _look(request)
    if look.view and not request.GET.keys() - {"view"} and (look.view.query or not request.GET):
        return redirect(f"{request.path}?view={look.view.pk}&{look.view.query}")
    if request.headers.get("HX-Target") == "accounts":
        return render(request, "accounts/_list.html", _list(request, user, look))
    return render(request, "accounts/list.html", {"build": partial(_list, request, user, look)})


def _list(request: HttpRequest, user: User, look: Look) -> dict[str, object]:
    may_create = user.may(Right.CREATE_ACCOUNTS)
    page = listing.list_page(user, listing.Filter.of(request.GET), look.columns, may_create=may_create)
    view_form = form_of(ListViewInput)(auto_id="view-%s")
    return {"page": page, "look": look, "filters": _filters(page), "view_form": view_form}


@require_GET
def export(request: HttpRequest) -> HttpResponseBase:
    """What the list shows, as CSV, Excel or JSON; the audit log keeps who took it."""
    user = requests.colleague_of(request)
    accounts, columns = listing.chosen(user, listing.Filter.of(request.GET)), _look(request).columns
    changes = {"accounts": ("", accounts.count()), "filter": ("", request.GET.urlencode())}
    events.write(requests.actor(request), "exported accounts", now=timezone.now(), name="accounts", changes=changes)
    shown = listing.rows(user, accounts, columns)
    return exports.response(request.GET.get("format"), "accounts", listing.headings(columns), shown)


def _filters(page: ListPage) -> tuple[FilterBy, ...]:
    """What the accounts can be narrowed by."""
    wanted = page.filter
    return (
        FilterBy("class", _("Class"), tuple(AccountClass.choices), wanted.account_class),
        FilterBy("sector", _("Sector"), tuple((sector, sector) for sector in page.sectors), wanted.sector),
        FilterBy("country", _("Country"), page.countries, wanted.country),
        FilterBy(
            "owner",
            _("Owner"),
            tuple((str(owner.pk), owner.name) for owner in page.owners),
            str(wanted.owner or ""),
        ),
        FilterBy("mine", _("Team"), (("1", _("with me")),), "1" if wanted.mine else ""),
        FilterBy("archived", _("State"), (("1", _("archived")),), "1" if wanted.archived else ""),
    )


def _look(request: HttpRequest) -> Look:
    """How one looks at the list: by the view of the address, one's default, or habit."""
    view = request.GET.get("view", "")
    view_id = int(view) if view.isascii() and view.isdecimal() and len(view) < 13 else None
    user = requests.user_of(request)
    return listviews.look(user, listing.PLACE, listing.columns(), view_id=view_id, has_query=bool(request.GET))


def create(request: HttpRequest) -> HttpResponse:
    """A new account; whoever may not open it is led to the list."""
    user = requests.user_of(request)
    if not user.may(Right.CREATE_ACCOUNTS):
        raise errors.NotAllowed(_("Only program directors and analysts can create accounts."))

    def save(body: FirstFacts) -> Account:
        keys = [(body.source, body.key)] if body.key else []
        actor, now = requests.actor(request), timezone.now()
        return actions.create(actor, name=body.name, sector=body.sector, identifiers=keys, now=now)

    form = form_of(FirstFacts)(request.POST or None)
    if form.submit(save):
        account = form.answer
        messages.success(request, _("%(name)s was created.") % {"name": account.name})
        return redirect(account if queries.may_edit(user, account) else "accounts:list")
    return render(request, "accounts/create.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
def suggest(request: HttpRequest) -> HttpResponse:
    """Accounts one may open whose name or key begins like what is being typed, as options of a list."""
    accounts = listing.suggestions(requests.user_of(request), request.GET.get("q", ""))
    options = [forms.suggestion(account) for account in accounts]
    return render(request, "accounts/_suggestions.html", {"options": options})
