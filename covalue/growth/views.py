"""The growth strategy of an account, and the lists its parts open to."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from covalue.accounts import queries as accounts
from covalue.accounts.actions import guard_edits
from covalue.accounts.row_pages import RowPages, writing
from covalue.growth import api, queries
from covalue.growth.inputs import VisionInput
from covalue.growth.models import GrowthMove, MovePerson, PathYear
from covalue.growth.queries import MoveView
from covalue.web import requests, tables
from covalue.web.inputs import form_of
from covalue.web.tables import Column, Kind, Table, ordered

VisionForm = form_of(VisionInput)
MOVES_TABLE: Table[GrowthMove] = Table(
    "growth moves",
    (
        ordered("move", lambda row: row.title, _("Move"), by="title"),
        Column("kind", lambda row: row.get_kind_display(), _("What it does")),
        ordered("from", lambda row: str(row.first_year), _("From"), by="first_year"),
        Column("to", lambda row: str(row.last_year), _("To")),
        Column("proven value", lambda row: row.initiative, _("Proven value it builds on"), unknown=_("nothing")),
        Column("objective", lambda row: row.objective, _("The customer's objective it serves"), unknown=_("nothing")),
        Column("owner", lambda row: row.owner, _("Our owner"), unknown=_("nobody")),
    ),
)
PEOPLE_TABLE: Table[MovePerson] = Table(
    "people of growth moves",
    (
        Column("contact", lambda row: row.contact, _("Contact"), tone=lambda row: "customer"),
        Column("move", lambda row: row.move, _("Move")),
        Column("success", lambda row: row.success, _("What success is to them")),
        Column("sponsors", lambda row: _("yes") if row.sponsors else _("no"), _("Sponsors it")),
    ),
)
PATH_TABLE: Table[PathYear] = Table(
    "growth path",
    (
        ordered("year", lambda row: str(row.year), _("Year")),
        Column("currency", lambda row: row.currency or queries.currency_of(row.account), _("Currency")),
        Column("revenue, low", lambda row: row.revenue_low, _("Revenue, low"), Kind.MONEY),
        Column("revenue, base", lambda row: row.revenue_base, _("Revenue, base"), Kind.MONEY),
        Column("revenue, high", lambda row: row.revenue_high, _("Revenue, high"), Kind.MONEY),
        Column("margin, low", lambda row: row.margin_low, _("Margin, low"), Kind.MONEY),
        Column("margin, base", lambda row: row.margin_base, _("Margin, base"), Kind.MONEY),
        Column("margin, high", lambda row: row.margin_high, _("Margin, high"), Kind.MONEY),
        Column("what it builds on", lambda row: row.note, _("What it builds on")),
    ),
)
STRATEGY_TABLE: Table[MoveView] = Table(
    "growth strategy",
    (
        Column("kind", lambda move: move.kind_name, _("What it does")),
        Column("move", lambda move: move.title, _("Move")),
        Column("from", lambda move: str(move.first_year), _("From")),
        Column("to", lambda move: str(move.last_year), _("To")),
        Column("value case", lambda move: move.initiative, _("Value case")),
        Column("signed", lambda move: move.proven, _("Signed"), Kind.MONEY),
        Column("objective", lambda move: move.objective, _("Objective")),
        Column("sponsors", lambda move: ", ".join(p.name for p in move.people if p.sponsors), _("Sponsors")),
        Column("lacks", lambda move: ", ".join(move.missing), _("What is missing")),
    ),
)
MOVES = RowPages(
    "growth:moves", api.MOVE, MOVES_TABLE, title=_("Growth moves"),
    empty=_("Defend, deepen, widen, innovate: what will be done in which years, and what does it build on?"),
)  # fmt: skip
PEOPLE = RowPages(
    "growth:people", api.PERSON, PEOPLE_TABLE, title=_("People the moves serve"),
    empty=_("Name those whose success each move serves, and what success is to them."),
)  # fmt: skip
PATH = RowPages(
    "growth:path", api.YEAR, PATH_TABLE, title=_("Revenue and margin path"),
    empty=_("What is each year to bring: low, base and high?"),
)  # fmt: skip


@require_GET
def strategy(request: HttpRequest, account_id: int) -> HttpResponse:
    """Vision, moves and path; `?edit=1` opens the vision."""
    user = requests.user_of(request)
    account = accounts.get(user, account_id)
    page = queries.growth_page(user, account, account.today())
    return render(request, "growth/strategy.html", {"page": page, "account": account})


@writing
def vision(request: HttpRequest, account_id: int) -> HttpResponse:
    """Write the vision; a refused form keeps what was typed."""
    account = accounts.get(requests.user_of(request), account_id)
    guard_edits(requests.actor(request), account)
    known = queries.strategy_of(account)
    initial = {"vision": known.vision if known else "", "seen": known.revision if known else 0}
    form = VisionForm(request.POST or None, initial=initial)
    form.fields["seen"].widget = form.fields["seen"].hidden_widget()
    if form.submit(lambda body: api.write_growth_vision(request, account_id, body)):
        return redirect("growth:strategy", account_id)
    context = {"account": account, "form": form}
    return render(request, "growth/vision.html", context, status=422 if form.errors else 200)


@require_GET
def export(request: HttpRequest, account_id: int) -> HttpResponseBase:
    """The moves with what they build on and lack, as a file."""
    user = requests.user_of(request)
    account = accounts.get(user, account_id)
    page = queries.growth_page(user, account, account.today())
    return tables.download(
        request, STRATEGY_TABLE, page.moves, file_name="growth-strategy", stream=account, subject=account
    )
