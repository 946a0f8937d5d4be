"""What customers leave, and the cost pools it is calculated with."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from covalue.accounts import queries as accounts
from covalue.core import errors, events, exports
from covalue.people.models import User
from covalue.people.rules import Right
from covalue.portfolio import queries as portfolio
from covalue.portfolio.inputs import PortfolioQuery
from covalue.profitability import actions, charts, forms, queries
from covalue.profitability.models import Pool
from covalue.profitability.queries import Filter
from covalue.web import lists, requests


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Figures, whale curve, pools, parts and table for the period asked for."""
    page = queries.profitability_page(_one_of_ours(request), _filter(request))
    if request.headers.get("HX-Target") == "customers":
        return render(request, "profitability/_table.html", {"page": page})
    drawn = charts.whale_curve(page.whale, page.currency) if page.whale.customers else None
    return render(request, "profitability/home.html", {"page": page, "chart": drawn, "dimensions": _dimensions()})


@require_GET
def export(request: HttpRequest) -> HttpResponseBase:
    """All rows shown, as CSV or Excel; the audit log keeps who took them."""
    user, wanted = _one_of_ours(request), _filter(request)
    rows = queries.rows_of(queries.chosen(user, wanted))
    events.write(
        requests.actor(request),
        "exported profitability",
        now=timezone.now(),
        name="profitability",
        changes={"customers": ("", len(rows)), "period": ("", f"{wanted.period.start} – {wanted.period.end}")},
    )
    headings = (
        "key",
        "name",
        "net revenue",
        "cost of goods",
        "gross margin",
        "postings",
        "pools",
        "cost to serve",
        "contribution",
        "share",
        "change",
        "grows but earns less",
    )
    values = (
        (
            r.key,
            r.name,
            r.net,
            r.goods,
            r.margin,
            r.direct,
            r.pooled,
            r.served,
            r.contribution,
            r.share,
            r.change,
            "yes" if r.erodes else "",
        )
        for r in rows
    )
    write = exports.excel_response if request.GET.get("format") == "xlsx" else exports.csv_response
    return write(f"profitability-{wanted.period.end}", headings, values)


@require_GET
def account(request: HttpRequest, account_id: int) -> HttpResponse:
    """One account and all below it: waterfall, cost to serve down to volume and rate, change taken apart."""
    found = accounts.get(requests.user_of(request), account_id)
    page = queries.of_account(found, _query(request).period)
    falls = charts.falls(page, found.currency) if page.total else ()
    return render(request, "profitability/account.html", {"page": page, "account": found, "falls": falls})


@require_http_methods(["GET", "POST"])
def pools(request: HttpRequest) -> HttpResponse:
    """The pools that count; sent a new one, keep it."""
    user = _one_of_ours(request)
    return _pool_form(request, user, None)


@require_http_methods(["GET", "POST"])
def pool(request: HttpRequest, pool_id: int) -> HttpResponse:
    """One pool to be changed."""
    user = _one_of_ours(request)
    actions.guard(requests.actor(request))
    return _pool_form(request, user, queries.get_pool(user, pool_id))


@require_POST
def remove_pool(request: HttpRequest, pool_id: int) -> HttpResponse:
    """The pool charges nobody any more."""
    user = _one_of_ours(request)
    actions.guard(requests.actor(request))
    actions.remove_pool(requests.actor(request), pool=queries.get_pool(user, pool_id), now=timezone.now())
    messages.success(request, _("The cost pool was removed; its history stays on record."))
    return redirect("profitability:pools")


def _pool_form(request: HttpRequest, user: User, replaces: Pool | None) -> HttpResponse:
    """The page of pools; what was sent and refused stays in the form, with the sentence beside its field."""
    form = forms.PoolForm(request.POST or None, instance=replaces)
    status = 200
    if request.method == "POST":
        actions.guard(requests.actor(request))
        if form.is_valid() and _kept(request, form, replaces):
            return redirect("profitability:pools")
        status = 422
    shown = {"pools": queries.pools(), "form": form, "replaces": replaces, "may_keep": user.may(Right.IMPORT_LEDGER)}
    return render(request, "profitability/pools.html", shown, status=status)


def _kept(request: HttpRequest, form: forms.PoolForm, replaces: Pool | None) -> bool:
    try:
        actions.keep_pool(requests.actor(request), sheet=form.sheet, replaces=replaces, now=timezone.now())
    except errors.BadInput as refused:
        form.add_error(refused.field or None, refused.sentence)
        return False
    return True


def _one_of_ours(request: HttpRequest) -> User:
    user = requests.user_of(request)
    if user.is_guest:
        raise errors.NotFound()
    return user


def _filter(request: HttpRequest) -> Filter:
    asked, page = request.GET, request.GET.get("page", "1")
    only, by = asked.get("only", ""), asked.get("by", "")
    return Filter(
        period=_query(request).period,
        within=portfolio.part_of_tree(requests.user_of(request), _query(request).within),
        only=only if only in ("losing", "eroding", "unknown") else "",
        words=asked.get("q", "").replace("\x00", "")[:200],
        sort=asked.get("sort", ""),
        page=max(1, int(page)) if page.isdecimal() and len(page) < 7 else 1,
        by=by if by in queries.DIMENSIONS else "unit",
    )


def _dimensions() -> tuple[tuple[str, str], ...]:
    return (("unit", _("Unit")), ("region", _("Region")), ("offering", _("Offering")))


def _query(request: HttpRequest) -> PortfolioQuery:
    return lists.asked(PortfolioQuery, request.GET, refuse=("from", "to", "within"))
