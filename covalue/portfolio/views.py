"""The portfolio, and the rows behind an account's revenue."""

from collections.abc import Callable, Collection
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from covalue.accounts import likely
from covalue.accounts import queries as accounts
from covalue.accounts.models import AccountClass
from covalue.ledger import queries as ledger
from covalue.portfolio import actions, api, charts, currencies, deliveries, figures, queries, revenue
from covalue.portfolio.deliveries import Delivery
from covalue.portfolio.inputs import (
    PERIOD_PARTS,
    DeliveriesPageQuery,
    OfferingsPageQuery,
    PortfolioPageQuery,
    StoppedPageQuery,
)
from covalue.portfolio.queries import CustomerRow, Filter, PortfolioPage, StoppedCustomer
from covalue.portfolio.revenue import OfferingRevenue
from covalue.portfolio.tables import class_column, customer_column
from covalue.web import answers, lists, operations, requests, tables
from covalue.web.lists import FilterBy
from covalue.web.pager import Pager, with_words
from covalue.web.tables import Column, Kind, Table

LINES_A_PAGE: Final = 100
POSTED: Final = "cost_to_serve"  # ledger lines that are costs, without quantity or price
FATES: Final[dict[str, tuple[Promise, str]]] = {
    "late": (_("late"), "bad"),
    "open": (_("open"), ""),
    "on time": (_("on time"), "good"),
}
EXPORT: Final = Table[CustomerRow](
    "portfolio",
    (
        Column("key", lambda row: row.key),
        Column("name", lambda row: row.name),
        Column("class", lambda row: row.class_label),
        Column("sector", lambda row: row.sector),
        Column("net revenue", lambda row: row.net, kind=Kind.MONEY),
        Column("before", lambda row: row.net_before, kind=Kind.MONEY),
        Column("share", lambda row: row.share, kind=Kind.SHARE),
        Column("cumulative share", lambda row: row.cumulative, kind=Kind.SHARE),
        Column("ABC", lambda row: row.abc),
    ),
)
DELIVERIES: Final = Table[Delivery](
    "deliveries",
    (
        Column("document", lambda row: row.document, _("Document")),
        Column("requested", lambda row: row.required, _("Requested"), Kind.DAY),
        Column("shipped", lambda row: row.shipped, _("Shipped"), Kind.DAY, unknown=_("not yet")),
        Column(
            "days late",
            lambda row: row.days_late if row.late else None,
            _("Days late"),
            Kind.COUNT,
            tone=lambda row: "bad" if row.late else None,
            unknown="",
        ),
        Column("state", lambda row: FATES[row.fate][0], " ", chip=lambda row: FATES[row.fate][1]),
        Column("customer", lambda row: f"{row.source} · {row.customer}", _("Customer"), tone=lambda row: "quiet"),
    ),
)


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Figures, concentration, trend and table for the period and the part of the tree asked for."""
    user, query = requests.colleague_of(request), _asked(request)
    page = queries.portfolio_page(user, queries.filter_of(user, query), query.page)
    context = {"page": page, "filters": _filters(page), "table": _customers_table(page)}
    if request.headers.get("HX-Target") == "customers":
        return render(request, "portfolio/_customers.html", context)
    drawn = {"pareto": charts.pareto(page.ranking, page.currency), "trend": charts.trend(page.trend, page.currency)}
    return render(request, "portfolio/home.html", context | drawn)


@require_GET
def export(request: HttpRequest) -> HttpResponseBase:
    """All customers of the filter, as CSV or Excel; the audit log says who exported them."""
    user = requests.colleague_of(request)
    filter = queries.filter_of(user, _asked(request))
    rows, period = queries.rows_of(queries.customers(user, filter)), filter.period
    table = EXPORT.with_columns(currencies.columns(*queries.currencies(user, filter)))
    changes = {"customers": ("", len(rows)), "period": ("", f"{period.start} – {period.end}")}
    return tables.download(request, table, rows, file_name=f"portfolio-{period.end}", changes=changes)


@require_GET
def stopped(request: HttpRequest) -> HttpResponse:
    """Whom the counts of a period leave out: who bought before it and nothing in it."""
    user, query = requests.colleague_of(request), _asked_of_stopped(request)
    page = queries.stopped_page(user, _stopped_filter(request), query.page)
    return render(request, "portfolio/stopped.html", {"page": page, "table": _stopped_table(page.openable)})


@require_GET
def export_stopped(request: HttpRequest) -> HttpResponseBase:
    """All of them, as CSV or Excel; the audit log says who exported them."""
    user, filter = requests.colleague_of(request), _stopped_filter(request)
    found = with_words(queries.stopped(user, filter.period, filter.within), filter.words, "name", "key")
    table = _stopped_table().with_columns(currencies.columns(*queries.currencies(user, filter)))
    period = filter.period
    changes = {"customers": ("", found.num_rows), "period": ("", f"{period.start} – {period.end}")}
    rows = queries.stopped_rows(found)
    return tables.download(request, table, rows, file_name=f"stopped-buying-{period.end}", changes=changes)


@require_GET
def without_account(request: HttpRequest) -> HttpResponse:
    """The customers of the ledger that have no account, each with a button that makes one."""
    actions.guard(requests.actor(request))
    customers = queries.without_account()
    pager = Pager(lists.asked(DeliveriesPageQuery, request.GET).page, len(customers), LINES_A_PAGE)
    shown = customers[pager.start : pager.end]
    names = ledger.called(shown)
    like = likely.accounts_like(names)
    rows = [(*customer, names[customer], like.get(customer)) for customer in shown]
    context = {"customers": rows, "all": len(customers), "pager": pager}
    return render(request, "portfolio/without_account.html", context)


@require_POST
def create_accounts(request: HttpRequest) -> HttpResponse:
    """An account for a customer, or for each that has none; back to where one was."""
    created = operations.run(api.create_customer_accounts, request).created
    sentence = ngettext("%(n)s account was created.", "%(n)s accounts were created.", created) % {"n": created}
    messages.success(request, sentence)
    return answers.back(request, reverse("portfolio:without-account"))


@require_GET
def account_offerings(request: HttpRequest, account_id: int) -> HttpResponse:
    """What an account bought, offering by offering, for a month, the days asked for or twelve months; and the lines."""
    account = accounts.get(requests.user_of(request), account_id)
    query = lists.asked(OfferingsPageQuery, request.GET, refuse=(*PERIOD_PARTS, "month"))
    code = query.offering if "offering" in request.GET else None
    keys = figures.customers_of(account)
    lines = revenue.ledger_lines(
        account,
        query.period,
        offerings=revenue.offerings_of(query.family, code),
        kind=query.kind,
        limit=LINES_A_PAGE + 1,
        offset=(query.page - 1) * LINES_A_PAGE,
        keys=keys,
    )
    context = {
        "account": account,
        "currency": figures.currency(keys),
        "currencies": figures.others(query.period, keys),
        "period": query.period,
        "kind": query.kind,
        "chosen": code,
        "offerings": () if query.kind else revenue.by_offering(account, query.period, query.family or None, keys=keys),
        "offerings_table": _offerings_table(lambda **changes: lists.with_query(request, **changes)),
        "lines": lines[:LINES_A_PAGE],
        "lines_table": _lines_table(posted=query.kind == POSTED),
        "more": len(lines) > LINES_A_PAGE,
        "number": query.page,
    }
    return render(request, "portfolio/account_offerings.html", context)


@require_GET
def account_deliveries(request: HttpRequest, account_id: int) -> HttpResponse:
    """The deliveries behind the share that was on time, late ones first."""
    account = accounts.get(requests.user_of(request), account_id)
    on_time = deliveries.of_account(account, timezone.localdate())
    pager = Pager(lists.asked(DeliveriesPageQuery, request.GET).page, len(on_time.deliveries), LINES_A_PAGE)
    shown = on_time.deliveries[pager.start : pager.end]
    context = {"account": account, "on_time": on_time, "shown": shown, "pager": pager, "table": DELIVERIES}
    return render(request, "portfolio/account_deliveries.html", context)


def _asked(request: HttpRequest) -> PortfolioPageQuery:
    return lists.asked(PortfolioPageQuery, request.GET, refuse=(*PERIOD_PARTS, "within"))


def _asked_of_stopped(request: HttpRequest) -> StoppedPageQuery:
    return lists.asked(StoppedPageQuery, request.GET, refuse=(*PERIOD_PARTS, "within"))


def _stopped_filter(request: HttpRequest) -> Filter:
    query = _asked_of_stopped(request)
    return Filter(query.period, queries.part_of_tree(requests.user_of(request), query.within), words=query.q)


def _stopped_table(openable: Collection[int] = ()) -> Table[StoppedCustomer]:
    return Table(
        "customers who stopped buying",
        (
            customer_column(openable, label=_("Customer"), noted=True),
            Column("key", lambda row: row.key, _("Customer ID"), tone=lambda row: "quiet"),
            Column("name", lambda row: row.name),
            Column("last purchase", lambda row: row.bought_on, _("Last purchase"), Kind.DAY),
            Column("net revenue", lambda row: row.net, _("Net revenue until then"), Kind.MONEY),
        ),
    )


def _filters(page: PortfolioPage) -> tuple[FilterBy, ...]:
    """What the customers can be narrowed by."""
    return (
        FilterBy("class", _("Class"), tuple(AccountClass.choices), page.filter.account_class or ""),
        FilterBy("abc", "ABC", tuple((letter, letter) for letter in "ABC"), page.filter.letter or ""),
    )


def _customers_table(page: PortfolioPage) -> Table[CustomerRow]:
    return Table(
        "customers",
        (
            customer_column(page.openable, sort="name"),
            class_column(),
            Column("net revenue", lambda row: row.net, _("Net revenue"), Kind.MONEY, sort="net"),
            Column(
                "change",
                lambda row: row.change if page.compared else None,
                _("Change"),
                Kind.SHARE,
                sort="fall",
                descending=False,
                reverse="change",
                signed=True,
                unknown=_("new") if page.compared else "–",
            ),
            Column("share", lambda row: row.share, _("Share"), Kind.SHARE),
            Column("margin", lambda row: row.margin, _("Gross margin"), Kind.SHARE),
            Column("ABC", lambda row: row.abc, "ABC", tone=lambda row: "muted"),
            Column("sector", lambda row: row.sector, _("Sector"), tone=lambda row: "muted", unknown=""),
        ),
    )


def _offerings_table(address: Callable[..., str]) -> Table[OfferingRevenue]:
    """What was sold of each offering; a name leads to its lines."""
    return Table(
        "offerings",
        (
            Column(
                "offering",
                lambda row: row.name,
                _("Offering"),
                strong=True,
                href=lambda row: address(offering=row.code),
            ),
            Column("net revenue", lambda row: row.net, _("Net revenue"), Kind.AMOUNT),
            Column("orders", lambda row: row.documents, _("Orders"), Kind.COUNT),
        ),
    )


def _own(line: dict[str, Any]) -> str | None:
    """Lines are as they were imported, each in its own currency."""
    currency: str | None = line["currency"]
    return currency


def _lines_table(*, posted: bool) -> Table[dict[str, Any]]:
    """Lines of the ledger; costs that were posted have no quantity, price or discount."""
    priced: tuple[Column[dict[str, Any]], ...] = (
        Column("quantity", lambda line: line["quantity"], _("Quantity"), Kind.NUMBER, places=-2),
        Column("list", lambda line: line["list_amount"], _("List"), Kind.AMOUNT, currency=_own),
        Column("discount", lambda line: line["discount"], _("Discount"), Kind.AMOUNT, currency=_own),
        Column("net", lambda line: line["amount"], _("Net"), Kind.AMOUNT, currency=_own),
    )
    return Table(
        "lines",
        (
            Column("date", lambda line: line["date"], _("Date"), Kind.DAY),
            Column("document", lambda line: f"{line['document']} / {line['line']}", _("Document")),
            Column("offering", lambda line: line["offering"], _("Offering")),
            *(() if posted else priced),
            Column("cost", lambda line: line["cost"], _("Cost"), Kind.AMOUNT, currency=_own),
            Column("kind", lambda line: line["kind"], _("Type"), tone=lambda line: "muted"),
            Column(
                "source",
                lambda line: f"{line['source']} · {_('import')} {line['import_id']}",
                _("Source"),
                tone=lambda line: "quiet",
            ),
        ),
    )
