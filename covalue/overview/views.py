"""The portfolio's first page, and its exports."""

from functools import partial
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from covalue.accounts import working
from covalue.accounts.models import AccountClass
from covalue.accounts.working import WorkingRow
from covalue.core import events
from covalue.core.money import money
from covalue.lifetime.rules import EXPECTED_MARGIN, what_it_is, why_less
from covalue.lifetime.rules import USUAL as USUAL_LIFETIME
from covalue.lifetime.tables import caveat_columns, file_heading
from covalue.overview import queries, slides
from covalue.overview.inputs import OverviewQuery
from covalue.overview.queries import CHOSEN, EVERYBODY, Customer, Filter, OverviewPage
from covalue.portfolio import currencies
from covalue.portfolio.tables import class_column, customer_column, to_account
from covalue.profitability import charts as profitability
from covalue.profitability.tables import caveat_columns as contribution_columns
from covalue.segmentation.rules import USUAL
from covalue.selection import charts as selection
from covalue.web import lists, requests, tables
from covalue.web.lists import FilterBy
from covalue.web.tables import Column, Kind, Table
from covalue.web.templatetags.covalue import count

SLIDES: Final = "application/vnd.openxmlformats-officedocument.presentationml.presentation"

MONTHS: Final = (3, 6, 12, 24, 36)  # offered; an address may ask for others


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Matrix, whale curve and the customers with what every analysis says of each."""
    requests.colleague_of(request)
    if request.headers.get("HX-Target") == "customers":
        return render(request, "overview/_customers.html", _customers(_page(request)))
    return render(request, "overview/home.html", {"build": partial(_home, request)})


def _customers(page: OverviewPage) -> dict[str, object]:
    return {"page": page, "filters": _filters(page), "table": _customers_table(page)}


def _home(request: HttpRequest) -> dict[str, object]:
    """What the page shows."""
    page = _page(request)
    context = _customers(page) | {"lifetime": {"what": what_it_is(USUAL_LIFETIME), "why_less": why_less()}}
    if page.enough:
        context["whale"] = profitability.whale_curve(page.whale, page.currency)
    else:
        context["working"] = working.working_list(requests.user_of(request), timezone.localdate())
        context["working_table"] = _working_table()
    if page.picture is not None:
        context["matrix"] = selection.matrix(page.picture, page.currency)
    return context


def _working_table() -> Table[WorkingRow]:
    """What needs one, and what the packages tell of each account."""
    return Table(
        "working list",
        (
            Column(
                "account",
                lambda row: row.name,
                _("Account"),
                strong=True,
                href=lambda row: row.account.get_absolute_url(),
            ),
            class_column(),
            Column(
                "needs",
                lambda row: row.needs[0].title if row.needs else None,
                _("Needs you"),
                href=lambda row: row.needs[0].url if row.needs else None,
                full=lambda row: "; ".join(item.title for item in row.needs),
                note=lambda row: f"+{len(row.needs) - 1}" if len(row.needs) > 1 else "",
                unknown="",
            ),
            *working.columns(),
        ),
    )


@require_GET
def export(request: HttpRequest) -> HttpResponseBase:
    """All customers of the filter, as CSV or Excel; or the page as slides."""
    page, kind = _page(request), request.GET.get("format", "")
    customers = queries.chosen(page.table, page.filter)
    changes = {"customers": ("", customers.num_rows), "as": ("", kind)}
    if kind != "pptx":
        told = (*currencies.columns(page.currency, page.currencies), *caveat_columns(page.lifetime_caveat))
        told = (*told, *contribution_columns(page.contribution_caveat))
        table = _exported_table(directs=page.directs).with_columns(told)
        return tables.download(request, table, queries.customers_of(customers), file_name="portfolio", changes=changes)
    today = timezone.localdate()
    events.write(requests.actor(request), "exported overview", now=timezone.now(), name="overview", changes=changes)
    disposition = f'attachment; filename="portfolio-{today}.pptx"'
    return HttpResponse(slides.deck(page, today), content_type=SLIDES, headers={"Content-Disposition": disposition})


def _page(request: HttpRequest) -> OverviewPage:
    user, query = requests.colleague_of(request), lists.asked(OverviewQuery, request.GET)
    filter = Filter(
        query.shown,
        query.abc,
        query.xyz,
        query.rfm,
        query.sector,
        bool(query.eroding),
        query.q,
        query.months,
        query.sort,
    )
    return queries.overview_page(user, filter, query.page)


def _filters(page: OverviewPage) -> tuple[FilterBy, ...]:
    """What the customers can be narrowed by."""
    filter, months = page.filter, sorted({*MONTHS, page.filter.months})
    segments = ((segment.key, f"{segment.name} ({count(segment.customers)})") for segment in page.segments)
    return (
        FilterBy(
            "class",
            _("Class"),
            ((CHOSEN, _("Strategic, candidate or watch")), *AccountClass.choices),
            filter.shown,
            off=EVERYBODY,
        ),
        FilterBy("abc", "ABC", tuple((letter, letter) for letter in "ABC"), filter.abc),
        FilterBy("rfm", _("Segment"), tuple(segments), filter.rfm),
        FilterBy("sector", _("Sector"), tuple((sector, sector) for sector in page.sectors), filter.sector),
        FilterBy(
            "eroding",
            _("Trend"),
            (("1", _("growing but earning less")),),
            "1" if filter.eroding else "",
        ),
        FilterBy(
            "months",
            _("Period"),
            tuple((str(n), ngettext("%d month", "%d months", n) % n) for n in months),
            str(filter.months),
            off=str(USUAL.months),
        ),
    )


def _exported_table(*, directs: bool) -> Table[Customer]:
    """Fit is for those who lead the programme; for others its column is empty."""
    return Table(
        "overview",
        (
            Column("key", lambda row: row.key),
            Column("name", lambda row: row.name),
            Column("class", lambda row: row.class_label),
            Column("sector", lambda row: row.sector),
            Column("net revenue", lambda row: row.net, kind=Kind.MONEY),
            Column("net contribution", lambda row: row.contribution, kind=Kind.MONEY),
            Column("contribution share", lambda row: row.contribution_share, kind=Kind.SHARE),
            Column("grows but earns less", lambda row: "yes" if row.erodes else ""),
            Column("ABC", lambda row: row.abc),
            Column("XYZ", lambda row: row.xyz),
            Column("segment", lambda row: row.segment),
            Column("fit", lambda row: row.fit if directs else None, kind=Kind.COUNT),
            Column(file_heading(), lambda row: row.lifetime, kind=Kind.MONEY),
        ),
    )


def _customers_table(page: OverviewPage) -> Table[Customer]:
    """Each figure leads to its own page."""
    fit: Column[Customer] = Column(
        "fit",
        lambda row: row.fit,
        _("Fit"),
        Kind.NUMBER,
        sort="fit",
        href=lambda row: reverse("selection:candidate", args=[row.candidate]) if row.fit is not None else None,
    )
    columns: tuple[Column[Any], ...] = (
        customer_column(page.openable, sort="name"),
        class_column(),
        Column(
            "net revenue",
            lambda row: row.net,
            _("Net revenue"),
            Kind.MONEY,
            sort="net",
            href=to_account(page.openable, "portfolio:account-offerings"),
        ),
        Column(
            "contribution",
            lambda row: row.contribution_share,
            _("Net contribution, %") if page.serving_known else _("Gross margin, %"),
            Kind.SHARE,
            sort="share",
            descending=False,
            signed=True,
            full=lambda row: "" if row.contribution is None else money(row.contribution, page.currency),
            href=to_account(page.openable, "profitability:account"),
        ),
        Column(
            "classes",
            lambda row: f"{row.abc} · {row.xyz}",
            "ABC · XYZ",
            tone=lambda row: "muted",
            href=lambda row: _segments(abc=row.abc, xyz=row.xyz),
        ),
        Column(
            "segment",
            lambda row: row.segment,
            _("Segment") if page.enough or not page.whole_base else _("Segment (uncertain: few customers)"),
            tone=lambda row: "muted",
            href=lambda row: _segments(rfm=row.rfm),
        ),
        *((fit,) if page.directs else ()),
        Column(
            "lifetime value",
            lambda row: row.lifetime,
            EXPECTED_MARGIN,
            Kind.MONEY,
            sort="lifetime",
            href=lambda row: (
                f"{reverse('lifetime:home')}?{urlencode({'q': row.name})}" if row.lifetime is not None else None
            ),
        ),
        Column(
            "erodes",
            lambda row: _("growing but earning less") if row.erodes else "",
            " ",
            chip=lambda row: "bad",
            unknown="",
        ),
    )
    return Table("customers", columns)


def _segments(**classes: str) -> str:
    return f"{reverse('segmentation:home')}?{urlencode(classes)}"
