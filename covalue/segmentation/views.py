"""Segments of the customer base, and who moved between two dates."""

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from covalue.core import money
from covalue.lifetime.rules import EXPECTED_MARGIN
from covalue.lifetime.tables import caveat_columns
from covalue.portfolio import currencies, figures
from covalue.portfolio.tables import customer_column, to_account
from covalue.profitability.tables import caveat_columns as contribution_columns
from covalue.segmentation import actions, queries
from covalue.segmentation.inputs import MovesQuery, SegmentsPageQuery, TypedRules, TypedSegmentation, typed
from covalue.segmentation.queries import Filter, MovementPage, SegmentsPage
from covalue.segmentation.rules import Basis, SegmentMember, SegmentMove
from covalue.web import inputs, lists, requests, tables
from covalue.web.inputs import form_of
from covalue.web.lists import FilterBy
from covalue.web.tables import EMPTY, Column, Kind, Table
from covalue.web.templatetags.covalue import short_money

RulesForm = form_of(TypedRules)
RANKED_BY: Final = {
    Basis.MARGIN: _("Gross margin"),
    Basis.CONTRIBUTION: _("Net contribution"),
    Basis.LIFETIME: EXPECTED_MARGIN,
}
EXPORT: Final = Table[SegmentMember](
    "segments",
    (
        Column("key", lambda row: row.key),
        Column("name", lambda row: row.name),
        Column("net revenue", lambda row: row.net, kind=Kind.MONEY),
        Column("value", lambda row: row.value, kind=Kind.MONEY),
        Column("purchases", lambda row: row.purchases, kind=Kind.COUNT),
        Column("days since", lambda row: row.days_since, kind=Kind.COUNT),
        Column("variation", lambda row: row.variation, kind=Kind.NUMBER),
        Column("ABC", lambda row: row.abc),
        Column("XYZ", lambda row: row.xyz),
        Column("R", lambda row: row.recency),
        Column("F", lambda row: row.frequency),
        Column("M", lambda row: row.money),
        Column("segment", lambda row: row.rfm),
    ),
)


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Value by steadiness, names by when, how often and how much, and the customers behind each figure."""
    query, filter = _asked(request)
    page = queries.segments_page(requests.colleague_of(request), filter, query.page)
    rules = typed(filter.settings)
    form = RulesForm(initial=rules, auto_id="rules-%s")
    context = {
        "page": page,
        "form": form,
        "rules": rules,
        "filters": _filters(page),
        "members_table": _members_table(page),
    }
    return render(request, "segmentation/home.html", context)


@require_GET
def export(request: HttpRequest) -> HttpResponseBase:
    """All rows shown, as CSV or Excel; the audit log says who exported them."""
    user, filter = requests.colleague_of(request), _asked(request)[1]
    members = queries.members_of(queries.chosen(user, filter))
    told = currencies.columns(figures.currency(), queries.others_of(user, filter.settings))
    told = (*told, *caveat_columns(queries.caveat(filter.settings)))
    told = (*told, *contribution_columns(queries.contribution_caveat(filter.settings)))
    changes = {"customers": ("", len(members))}
    return tables.download(request, EXPORT.with_columns(told), members, changes=changes)


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep who is where today, by the rules as they were typed."""
    actor = requests.actor(request)
    actions.guard(actor)
    body = inputs.posted(TypedSegmentation, request.POST)
    actions.keep(actor, name=body.name, settings=body.settings, now=timezone.now())
    return redirect(f"{reverse('segmentation:home')}?{urlencode(typed(body.settings))}")


@require_GET
def movement(request: HttpRequest, segmentation_id: int) -> HttpResponse:
    """Who moved since; `?to=` compares with another that was kept, `?was=A&now=B` shows who went from one class to another."""
    query, user = lists.asked(MovesQuery, request.GET), requests.user_of(request)
    page = queries.movement_page(user, segmentation_id, query.to, was=query.was, now_in=query.now)
    return render(request, "segmentation/movement.html", {"page": page, "moves_table": _moves_table(page)})


def _asked(request: HttpRequest) -> tuple[SegmentsPageQuery, Filter]:
    query = lists.asked(SegmentsPageQuery, request.GET, refuse=TypedRules.model_fields)
    return query, Filter(query.settings, query.abc, query.xyz, query.rfm, query.serve, query.q)


def _filters(page: SegmentsPage) -> tuple[FilterBy, ...]:
    """What the customers can be narrowed by."""
    filter = page.filter
    return (
        FilterBy("abc", "ABC", tuple((letter, letter) for letter in "ABC"), filter.abc),
        FilterBy("xyz", "XYZ", tuple((letter, letter) for letter in "XYZ"), filter.xyz),
        FilterBy("rfm", _("Segment"), tuple((segment.key, segment.name) for segment in page.segments), filter.rfm),
        FilterBy(
            "serve",
            _("Served as") if page.serving_known else _("Margin"),
            tuple((kind.key, kind.name) for kind in page.served),
            filter.serve,
        ),
    )


def _members_table(page: SegmentsPage) -> Table[SegmentMember]:
    basis, names = page.filter.settings.basis, {segment.key: segment.name for segment in page.segments}
    columns: list[Column[Any]] = [
        customer_column(page.openable, label=_("Customer")),
        Column(
            "net revenue",
            lambda row: row.net,
            _("Net revenue"),
            Kind.MONEY,
            href=to_account(page.openable, "portfolio:account-offerings"),
        ),
    ]
    if basis in RANKED_BY:
        value: Column[Any] = Column(
            "value", lambda row: row.value, RANKED_BY[basis], Kind.MONEY, signed=True, unknown=_("unknown")
        )
        columns.append(value)
    columns += [
        Column("ABC", lambda row: row.abc, "ABC"),
        Column("XYZ", lambda row: row.xyz, "XYZ"),
        Column("variation", lambda row: row.variation, _("Variation"), Kind.NUMBER, places=2),
        Column("purchases", lambda row: row.purchases, _("Purchases"), Kind.COUNT),
        Column("days since", lambda row: row.days_since, _("Days since"), Kind.COUNT),
        Column("scores", lambda row: f"{row.recency} {row.frequency} {row.money}", "R F M", Kind.FIGURES),
        Column("segment", lambda row: names.get(row.rfm), _("Segment"), unknown=""),
    ]
    if page.few:
        doubt = ngettext(
            "uncertain: only {n} customer compared", "uncertain: only {n} customers compared", page.compared
        ).format(n=page.compared)
        columns.append(Column("certainty", lambda row: doubt if row.rfm else None, _("Certainty"), unknown=""))
    return Table("segments", tuple(columns))


def _moves_table(page: MovementPage) -> Table[SegmentMove]:
    def value(member: SegmentMember) -> str:
        return short_money(member.value, page.currency)

    return Table(
        "moves",
        (
            customer_column(page.openable, label=_("Customer")),
            Column("before", lambda move: _classes(move.before), _("Before"), unknown=_("not a customer")),
            Column(
                "after",
                lambda move: _classes(move.after),
                _("After"),
                tone=lambda move: None if move.after else "bad",
                unknown=_("no purchases"),
            ),
            Column("value", lambda move: _change(move, value), _("Value"), Kind.FIGURES),
            Column("variation", lambda move: _change(move, _variation), _("Variation"), Kind.FIGURES),
            Column("purchases", lambda move: _change(move, lambda m: m.purchases), _("Purchases"), Kind.FIGURES),
            Column("days since", lambda move: _change(move, lambda m: m.days_since), _("Days since"), Kind.FIGURES),
        ),
    )


def _classes(member: SegmentMember | None) -> str | None:
    return f"{member.abc}{member.xyz} {queries.NAMES[member.rfm][0]}" if member else None


def _variation(member: SegmentMember) -> str:
    return money.UNKNOWN if member.variation is None else money.number(member.variation, 2)


def _change(move: SegmentMove, figure: Callable[[SegmentMember], object]) -> str:
    """A figure before and after; “–” where there is none."""
    before, after = (None if member is None else figure(member) for member in (move.before, move.after))
    return f"{EMPTY if before in (None, '') else before} → {EMPTY if after in (None, '') else after}"
