"""The portfolio, and the rows behind an account's revenue."""

from datetime import date, datetime

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account, AccountClass
from covalue.core import errors, events, exports
from covalue.core.periods import Period, last_of, trailing_months
from covalue.portfolio import charts, deliveries, figures, queries, revenue
from covalue.portfolio.queries import Filter, PortfolioPage
from covalue.web import requests

LINES_A_PAGE = 100


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Figures, concentration, trend and table for the period and the part of the tree asked for."""
    page = _page(request)
    shown = {"page": page, "classes": AccountClass.choices}
    if request.headers.get("HX-Target") == "customers":
        return render(request, "portfolio/_table.html", shown)
    drawn = {"pareto": charts.pareto(page.ranking, page.currency), "trend": charts.trend(page.trend, page.currency)}
    return render(request, "portfolio/home.html", shown | drawn)


@require_GET
def export(request: HttpRequest) -> HttpResponseBase:
    """What is shown, as CSV or Excel; the audit log keeps who took it."""
    page = _page(request)
    rows = queries.rows_of(queries.chosen(page.ranking, page.filter))
    events.write(
        requests.actor(request),
        "exported the portfolio",
        now=timezone.now(),
        name="portfolio",
        changes={
            "customers": ("", len(rows)),
            "period": ("", f"{page.filter.period.start} – {page.filter.period.end}"),
        },
    )
    headings = ("key", "name", "class", "sector", "net revenue", "before", "share", "cumulative share", "ABC")
    values = ((r.key, r.name, r.class_label, r.sector, r.net, r.net_before, r.share, r.cumulative, r.abc) for r in rows)
    write = exports.excel_response if request.GET.get("format") == "xlsx" else exports.csv_response
    return write(f"portfolio-{page.filter.period.end}", headings, values)


@require_GET
def account_offerings(request: HttpRequest, account_id: int) -> HttpResponse:
    """What an account bought, offering by offering, for a month, the days asked for or twelve months; and the lines."""
    account = accounts.get(requests.user_of(request), account_id)
    period = period_of(request) if "from" in request.GET else _month_or_year(request)
    family, code, kind = request.GET.get("family") or None, request.GET.get("offering"), request.GET.get("kind", "")
    offerings = (code or None,) if code is not None else revenue.family_codes(family) if family else None
    start = (_number(request.GET.get("page", "1")) - 1) * LINES_A_PAGE
    lines = revenue.ledger_lines(account, period, offerings=offerings, kind=kind, limit=LINES_A_PAGE + 1, offset=start)
    page = {
        "account": account,
        "period": period,
        "offerings": () if kind else revenue.by_offering(account, period, family),
        "kind": kind,
        "lines": lines[:LINES_A_PAGE],
        "more": len(lines) > LINES_A_PAGE,
        "number": start // LINES_A_PAGE + 1,
        "chosen": code,
    }
    return render(request, "portfolio/account_offerings.html", page)


@require_GET
def account_deliveries(request: HttpRequest, account_id: int) -> HttpResponse:
    """The deliveries behind the share that was on time, late ones first."""
    account = accounts.get(requests.user_of(request), account_id)
    found = deliveries.of_account(account, timezone.localdate())
    shown = Paginator(found.deliveries, LINES_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "portfolio/account_deliveries.html", {"account": account, "found": found, "shown": shown})


def _page(request: HttpRequest) -> PortfolioPage:
    user = requests.user_of(request)
    if user.is_guest:
        raise errors.NotFound()
    return queries.portfolio_page(user, _filter(request))


def _filter(request: HttpRequest) -> Filter:
    asked = request.GET
    return Filter(
        period=period_of(request),
        within=within_of(request),
        account_class=asked.get("class", "") if asked.get("class") in AccountClass.values else "",
        letter=asked.get("abc", "") if asked.get("abc") in ("A", "B", "C") else "",
        words=asked.get("q", "").replace("\x00", "")[:200],
        sort=asked.get("sort") or queries.BY_NET,
        page=_number(asked.get("page", "1")),
    )


def period_of(request: HttpRequest) -> Period:
    """The days asked for, both ends included; twelve months without. Raises BadInput."""
    default = queries.default_period(timezone.localdate())
    start = _day(request.GET.get("from", ""), "from") or default.start
    end = _day(request.GET.get("to", ""), "to") or default.end
    if start > end:
        raise errors.BadInput(_("The period ends before it starts."), field="to")
    return Period(start, end)


def within_of(request: HttpRequest) -> Account | None:
    """The part of the tree asked for; one may look only at what one may see."""
    asked = request.GET.get("within", "")
    if not asked:
        return None
    if not asked.isdecimal():
        raise errors.NotFound()
    found = accounts.in_portfolio_of(requests.user_of(request)).filter(pk=int(asked)).first()
    if found is None:
        raise errors.NotFound()
    return found


def _month_or_year(request: HttpRequest) -> Period:
    asked = request.GET.get("month", "")
    if not asked:
        return trailing_months(figures.last_date() or timezone.localdate(), 12)
    first = _day(f"{asked}-01", "month")
    assert first is not None
    return Period(first, last_of(first))


def _day(text: str, field: str) -> date | None:
    if not text:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise errors.BadInput(
            _("“{text}” is not a date. Write it like 2026-11-30.").format(text=text), field=field
        ) from None


def _number(text: str) -> int:
    return max(1, int(text)) if text.isdecimal() and len(text) < 7 else 1
