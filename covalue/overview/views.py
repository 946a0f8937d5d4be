"""The portfolio's first page, and what can be taken along."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from covalue.accounts.models import AccountClass
from covalue.core import errors, events, exports
from covalue.overview import queries, slides
from covalue.overview.queries import CHOSEN, EVERYBODY, SORTS, USUAL, Customer, Filter, OverviewPage
from covalue.profitability import charts as profitability
from covalue.segmentation.rules import LONGEST_MONTHS, SHORTEST_MONTHS
from covalue.selection import charts as selection
from covalue.web import requests

SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
HEADINGS = (
    "key", "name", "class", "sector", "net revenue", "net contribution", "contribution share", "grows but earns less",
    "ABC", "XYZ", "segment", "fit", "lifetime value",
)  # fmt: skip


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Matrix, whale curve and the customers with what every analysis says of each."""
    page = _page(request)
    told = {"page": page, "classes": AccountClass.choices}
    if request.headers.get("HX-Target") == "customers":
        return render(request, "overview/_table.html", told)
    drawn = {"whale": profitability.whale_curve(page.whale, page.currency, width=560)}
    if page.picture is not None:
        drawn["matrix"] = selection.matrix(page.picture, page.currency)
    return render(request, "overview/home.html", told | drawn)


@require_GET
def export(request: HttpRequest) -> HttpResponseBase:
    """What is shown, as CSV or Excel; or the picture as slides."""
    page, form = _page(request), request.GET.get("format", "")
    found = queries.chosen(page.table, page.filter)
    events.write(
        requests.actor(request),
        "exported the overview",
        now=timezone.now(),
        name="overview",
        changes={"customers": ("", found.num_rows), "as": ("", form)},
    )
    if form == "pptx":
        response = HttpResponse(slides.deck(page, timezone.localdate()), content_type=SLIDES)
        response.headers["Content-Disposition"] = f'attachment; filename="portfolio-{timezone.localdate()}.pptx"'
        return response
    write = exports.excel_response if form == "xlsx" else exports.csv_response
    return write("portfolio", HEADINGS, (_values(one, page) for one in queries.customers_of(found)))


def _page(request: HttpRequest) -> OverviewPage:
    user = requests.user_of(request)
    if user.is_guest:
        raise errors.NotFound()
    return queries.overview_page(user, _filter(request))


def _filter(request: HttpRequest) -> Filter:
    asked = request.GET
    shown, sort, page = asked.get("class", CHOSEN), asked.get("sort", ""), asked.get("page", "1")
    months = asked.get("months", "")
    return Filter(
        shown=shown if shown in (CHOSEN, EVERYBODY, *AccountClass.values) else CHOSEN,
        abc=asked.get("abc", "")[:1],
        xyz=asked.get("xyz", "")[:1],
        rfm=asked.get("rfm", "")[:20],
        sector=asked.get("sector", "").replace("\x00", "")[:120],
        eroding=bool(asked.get("eroding")),
        words=asked.get("q", "").replace("\x00", "")[:200],
        months=int(months)
        if months.isascii()
        and months.isdecimal()
        and len(months) < 3
        and SHORTEST_MONTHS <= int(months) <= LONGEST_MONTHS
        else USUAL.months,
        sort=sort if sort in SORTS else SORTS[0],
        page=max(1, int(page)) if page.isascii() and page.isdecimal() and len(page) < 7 else 1,
    )


def _values(one: Customer, page: OverviewPage) -> tuple[object, ...]:
    return (
        one.key,
        one.name,
        one.class_label,
        one.sector,
        one.net,
        one.contribution,
        one.contribution_share,
        "yes" if one.erodes else "",
        one.abc,
        one.xyz,
        one.segment,
        one.fit if page.directs else None,
        one.lifetime,
    )
