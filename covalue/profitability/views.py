"""What customers leave, and the cost pools it is calculated with."""

from functools import partial
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from covalue.accounts import queries as accounts
from covalue.people.models import User
from covalue.people.rules import Right
from covalue.portfolio import currencies
from covalue.portfolio import queries as portfolio
from covalue.portfolio.inputs import PERIOD_PARTS, PeriodQuery
from covalue.profitability import actions, api, charts, queries
from covalue.profitability.inputs import ProfitabilityPageQuery, SheetInput
from covalue.profitability.models import Pool
from covalue.profitability.queries import CustomerProfitability, Filter, ProfitabilityPage
from covalue.profitability.tables import DIMENSION_NAMES, caveat_columns, customers_table, parts_table
from covalue.web import lists, operations, requests, tables
from covalue.web.inputs import form_of
from covalue.web.lists import FilterBy
from covalue.web.tables import Table

PARTS_SHOWN: Final = 12
ONLY: Final[dict[str, str | Promise]] = {
    "losing": gettext_lazy("Loss-makers"),
    "eroding": gettext_lazy("Growing but earning less"),
    "unknown": gettext_lazy("Cost of goods unknown"),
}
PoolForm: Final = form_of(SheetInput)


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Figures, whale curve, pools, parts and table of a period."""
    user, filter = requests.colleague_of(request), _filter(request)
    if request.headers.get("HX-Target") == "customers":
        page = queries.profitability_page(user, filter)
        return render(request, "profitability/_customers.html", _customers(page))
    return render(request, "profitability/home.html", {"build": partial(_page, user, filter)})


def _page(user: User, filter: Filter) -> dict[str, object]:
    page = queries.profitability_page(user, filter)
    return {
        **_customers(page),
        "chart": charts.whale_curve(page.whale, page.currency) if page.whale.customers else None,
        "dimensions": DIMENSION_NAMES,
        "parts_table": parts_table(page.filter.by, serving_known=page.serving_known),
        "parts": page.parts[:PARTS_SHOWN],
    }


def _customers(page: ProfitabilityPage) -> dict[str, object]:
    """The customers of the page as a table, and what it can be narrowed by."""
    only = FilterBy("only", _("Only"), tuple(ONLY.items()), page.filter.only)
    return {"page": page, "filters": (only,), "table": _customers_table(page)}


@require_GET
def export(request: HttpRequest) -> HttpResponseBase:
    """All rows shown, as CSV or Excel; the audit log says who exported them."""
    user, filter = requests.colleague_of(request), _filter(request)
    rows, period = queries.rows_of(queries.chosen(user, filter)), filter.period
    changes = {"customers": ("", len(rows)), "period": ("", f"{period.start} – {period.end}")}
    file_name = f"profitability-{period.end}"
    told = currencies.columns(*queries.currencies(user, filter))
    caveat = queries.caveat(period)
    table = customers_table(period, serving_known=not caveat).with_columns((*told, *caveat_columns(caveat)))
    return tables.download(request, table, rows, file_name=file_name, changes=changes)


@require_GET
def account(request: HttpRequest, account_id: int) -> HttpResponse:
    """One account and all below it: waterfall, cost to serve down to volume and rate, change taken apart."""
    account = accounts.get(requests.user_of(request), account_id)
    page = queries.of_account(account, lists.asked(PeriodQuery, request.GET, refuse=PERIOD_PARTS).period)
    steps = charts.falls(page, page.currency) if page.total else ()
    return render(request, "profitability/account.html", {"page": page, "account": account, "falls": steps})


@require_http_methods(["GET", "POST"])
def pools(request: HttpRequest) -> HttpResponse:
    """The pools that count, and a form for another."""
    requests.colleague_of(request)
    return _pools(request, None)


@require_http_methods(["GET", "POST"])
def pool(request: HttpRequest, pool_id: int) -> HttpResponse:
    """The same, with a form that replaces one of them."""
    actions.guard(requests.actor(request))
    return _pools(request, queries.get_pool(requests.user_of(request), pool_id))


@require_POST
def remove_pool(request: HttpRequest, pool_id: int) -> HttpResponse:
    """The pool no longer charges anyone."""
    operations.run(api.remove_cost_pool, request, pool_id=pool_id)
    messages.success(request, _("The cost pool was removed; its history stays on record."))
    return redirect("profitability:pools")


def _pools(request: HttpRequest, replaces: Pool | None) -> HttpResponse:
    """What was sent and refused stays in the form, with the sentence beside its field."""
    actor = requests.actor(request)
    if request.method == "POST":
        actions.guard(actor)
    initial = {name: getattr(replaces, name) for name in SheetInput.model_fields} if replaces else None
    form = PoolForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.submit(lambda body: actions.keep_pool(actor, sheet=body.sheet, replaces=replaces, now=timezone.now())):
        return redirect("profitability:pools")
    may_change = requests.user_of(request).may(Right.IMPORT_LEDGER)
    context = {"pools": queries.pools(), "form": form, "replaces": replaces, "may_change": may_change}
    return render(request, "profitability/pools.html", context, status=422 if form.is_bound else 200)


def _customers_table(page: ProfitabilityPage) -> Table[CustomerProfitability]:
    return customers_table(page.filter.period, page.openable, serving_known=page.serving_known)


def _filter(request: HttpRequest) -> Filter:
    query = lists.asked(ProfitabilityPageQuery, request.GET, refuse=(*PERIOD_PARTS, "within"))
    within = portfolio.part_of_tree(requests.user_of(request), query.within)
    return Filter(query.period, within, query.only, query.q, query.sort, query.page, query.by)
