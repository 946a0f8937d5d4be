"""Opportunities: board and table over all accounts or of one, one opportunity, forecast, stages, and the import."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from covalue.accounts import queries as accounts
from covalue.accounts import rivals
from covalue.accounts.actions import guard_edits
from covalue.accounts.models import Account
from covalue.accounts.row_pages import RowPages, writing
from covalue.listviews import queries as listviews
from covalue.listviews.inputs import ListViewInput
from covalue.listviews.queries import Look
from covalue.opportunities import actions, api, balance, listing, queries
from covalue.opportunities.balance import BalanceRow
from covalue.opportunities.inputs import OpportunityInput, StageInput, StageMoveInput
from covalue.opportunities.listing import OpportunityFilter
from covalue.opportunities.models import BuyingJourney, Opportunity
from covalue.opportunities.queries import ForecastPeriod
from covalue.people.rules import Right
from covalue.web import answers, inputs, lists, requests, tables
from covalue.web.inputs import InputForm, Select, form_of
from covalue.web.tables import Column, Kind, Table, ordered

OpportunityForm = form_of(OpportunityInput)


def _balance_of(row: BalanceRow) -> str:
    return reverse("opportunities:account-balance", args=[row.account.pk])


JOURNEY_TABLE: Table[BuyingJourney] = Table(
    "buying journeys",
    (
        ordered("unit", lambda row: row.unit, gettext_lazy("The customer's unit")),
        Column("step", lambda row: row.get_step_display(), gettext_lazy("How far they are")),
        ordered("seen on", lambda row: row.seen_on, gettext_lazy("Date"), Kind.DAY, by="seen_on"),
        Column("evidence", lambda row: row.evidence, gettext_lazy("What shows it")),
    ),
)
JOURNEYS = RowPages(
    "opportunities:journeys",
    api.JOURNEY,
    JOURNEY_TABLE,
    title=gettext_lazy("Buying journeys"),
    empty=gettext_lazy("How far is each unit of the customer on its way to a purchase? Note what shows it."),
)
FORECAST_TABLE: Table[ForecastPeriod] = Table(
    "forecast",
    (
        Column("period", lambda row: row.name, gettext_lazy("Period")),
        Column("won", lambda row: row.outlook.won, gettext_lazy("Won"), Kind.MONEY),
        Column("committed", lambda row: row.outlook.committed, gettext_lazy("Committed"), Kind.MONEY),
        Column("weighted", lambda row: row.outlook.weighted, gettext_lazy("Weighted"), Kind.MONEY),
        Column("low", lambda row: row.outlook.low, gettext_lazy("Low"), Kind.MONEY, unknown=gettext_lazy("too few to know")),
        Column("high", lambda row: row.outlook.high, gettext_lazy("High"), Kind.MONEY, unknown=""),
        Column("best", lambda row: row.outlook.best, gettext_lazy("If all are won"), Kind.MONEY),
        Column("open", lambda row: row.outlook.open, gettext_lazy("Open"), Kind.COUNT),
        Column("without amount", lambda row: row.without_amount or None, gettext_lazy("Without amount"), Kind.COUNT, unknown=""),
        Column("apart", lambda row: row.apart or None, gettext_lazy("No exchange rate"), Kind.COUNT, unknown=""),
    ),
)  # fmt: skip

BALANCE_TABLE: Table[BalanceRow] = Table(
    "balance",
    (
        Column("account", lambda row: row.account.name, gettext_lazy("Account"), href=_balance_of, strong=True),
        Column("linked", lambda row: row.linked, gettext_lazy("Serve an objective"), Kind.COUNT),
        Column("not linked", lambda row: row.unlinked, gettext_lazy("Linked to nothing"), Kind.COUNT),
        Column("now", lambda row: row.now.amount, gettext_lazy("Now"), Kind.MONEY),
        Column("within a year", lambda row: row.year.amount, gettext_lazy("Within a year"), Kind.MONEY),
        Column("later", lambda row: row.later.amount, gettext_lazy("Later"), Kind.MONEY),
        Column("hours", lambda row: row.hours, gettext_lazy("Hours"), Kind.HOURS),
        Column("hours of the SAM", lambda row: row.own_hours, gettext_lazy("Hours of the SAM"), Kind.HOURS),
        Column("hours about no sale", lambda row: row.no_sale_hours, gettext_lazy("About no sale"), Kind.HOURS),
        Column(
            "conversations while nothing is open", lambda row: row.while_nothing_open,
            gettext_lazy("Contact while nothing is open"), Kind.COUNT,
        ),
        Column(
            "crowded by", lambda row: row.crowded_by.title if row.crowded_by else None, gettext_lazy("Crowded by"),
            tone=lambda row: "warn", unknown="",
        ),
    ),
)  # fmt: skip


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """The opportunities of all accounts one may open, by stage."""
    user = requests.colleague_of(request)
    page = queries.board_page(user, timezone.localdate())
    return render(request, "opportunities/board.html", {"page": page})


@require_GET
def account_board(request: HttpRequest, account_id: int) -> HttpResponse:
    """The same of one account."""
    user = requests.user_of(request)
    account = accounts.get(user, account_id)
    page = queries.board_page(user, account.today(), account)
    return render(request, "opportunities/board.html", {"page": page, "account": account})


@require_POST
def move(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """To another stage; by htmx the board again, with its undo."""
    user = requests.user_of(request)
    before = queries.get(user, opportunity_id)
    sent = request.POST if "stage" in request.POST else request.GET
    stage, body = before.stage, inputs.posted(StageMoveInput, sent)
    moved = api.move_opportunity(request, opportunity_id, body)
    text = _("{title}: {stage}").format(title=moved.title, stage=queries.stages_by_key()[moved.stage].name)
    of = "1" if sent.get("of") else ""
    undo = reverse("opportunities:move", args=[moved.pk]) + f"?stage={stage}&of={of}"
    account = moved.account if of else None
    if getattr(request, "htmx", False):
        page = queries.board_page(user, timezone.localdate(), account)
        response = render(request, "opportunities/_board.html", {"page": page, "account": account})
        return answers.offer_undo(response, text, undo, target="#opportunities")
    otherwise = reverse("opportunities:opportunity", args=[moved.pk])
    return answers.back(request, otherwise)


@require_GET
def table(request: HttpRequest) -> HttpResponse:
    """The same as a table, with views, columns and filters."""
    user = requests.colleague_of(request)
    look = _look(request)
    if look.view and not request.GET.keys() - {"view"} and (look.view.query or not request.GET):
        return redirect(f"{request.path}?view={look.view.pk}&{look.view.query}")
    wanted = _wanted(request)
    found = listing.chosen(user, wanted, None, timezone.localdate())
    total = found.count()
    start = (wanted.page - 1) * listing.A_PAGE
    rows = queries.rows_of(found[start : start + listing.A_PAGE], timezone.localdate())
    context = {
        "rows": rows,
        "table": listing.table_of(look.columns),
        "total": total,
        "pages": max(1, -(-total // listing.A_PAGE)),
        "filters": listing.filters(wanted),
        "wanted": wanted,
        "look": look,
        "view_form": form_of(ListViewInput)(auto_id="view-%s"),
    }
    return render(request, "opportunities/table.html", context)


@require_GET
def export(request: HttpRequest) -> HttpResponseBase:
    """What the table shows, as a file."""
    user = requests.colleague_of(request)
    found = listing.chosen(user, _wanted(request), None, timezone.localdate())
    rows = queries.rows_of(found, timezone.localdate())
    shown = listing.table_of(_look(request).columns)
    return tables.download(request, shown, rows, file_name="opportunities")


@require_GET
def account_list(request: HttpRequest, account_id: int) -> HttpResponse:
    """What is in progress with one account, beside the buying journeys of its units."""
    user = requests.user_of(request)
    page = queries.account_page(user, accounts.get(user, account_id), timezone.localdate())
    context = {"page": page, "account": page.account, "table": listing.table_of(of_one=True)}
    return render(request, "opportunities/account.html", context)


@require_GET
def account_export(request: HttpRequest, account_id: int) -> HttpResponseBase:
    """The account's opportunities as a file, with every column."""
    account = accounts.get(requests.user_of(request), account_id)
    rows = queries.rows_of(queries.of_account(account), timezone.localdate())
    return tables.download(
        request, listing.whole_table(), rows, file_name="opportunities", stream=account, subject=account
    )


@writing
def add(request: HttpRequest, account_id: int) -> HttpResponse:
    """A new opportunity; a refused form keeps what was typed."""
    account = accounts.get(requests.user_of(request), account_id)
    guard_edits(requests.actor(request), account)
    form = _form(request, account)
    if form.submit(lambda body: api.add_opportunity(request, account_id, body)):
        return redirect("opportunities:opportunity", form.answer.value.pk)
    context = {"account": account, "form": form}
    return render(request, "opportunities/add.html", context, status=422 if form.errors else 200)


@require_GET
def opportunity(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """All that is known of one opportunity."""
    user = requests.user_of(request)
    row = queries.get(user, opportunity_id)
    page = queries.opportunity_page(user, row, row.account.today())
    context = {"page": page, "opportunity": row, "account": row.account}
    return render(request, "opportunities/opportunity.html", context)


@writing
def edit(request: HttpRequest, opportunity_id: int) -> HttpResponse:
    """Change an opportunity; a refused form keeps what was typed."""
    row = queries.get(requests.user_of(request), opportunity_id)
    actor = requests.actor(request)
    guard_edits(actor, row.account)
    form = _form(request, row.account, row)

    def save(body: OpportunityInput) -> None:
        values = body.with_rows(queries.choices(row.account, row))
        actions.edit(actor, queries.get(requests.user_of(request), row.pk), values, now=timezone.now())

    if form.submit(save):
        return redirect("opportunities:opportunity", row.pk)
    context = {"opportunity": row, "account": row.account, "form": form}
    return render(request, "opportunities/edit.html", context, status=422 if form.errors else 200)


@require_GET
def forecast(request: HttpRequest) -> HttpResponse:
    """What is expected by month or quarter, with its range."""
    user = requests.colleague_of(request)
    by = request.GET.get("by", "quarter")
    page = queries.forecast_page(user, timezone.localdate(), by if by in queries.PERIODS else "quarter")
    return render(request, "opportunities/forecast.html", {"page": page, "table": FORECAST_TABLE})


@require_GET
def forecast_export(request: HttpRequest) -> HttpResponseBase:
    """The periods of the forecast as a file."""
    user = requests.colleague_of(request)
    by = request.GET.get("by", "quarter")
    page = queries.forecast_page(user, timezone.localdate(), by if by in queries.PERIODS else "quarter")
    return tables.download(request, FORECAST_TABLE, page.periods, file_name="forecast")


@require_GET
def balance_of_all(request: HttpRequest) -> HttpResponse:
    """What serves an objective, and where money and hours go, by account."""
    page = balance.balance_page(requests.colleague_of(request), timezone.localdate())
    return render(request, "opportunities/balance.html", {"page": page, "table": BALANCE_TABLE})


@require_GET
def balance_export(request: HttpRequest) -> HttpResponseBase:
    """The same as a file."""
    page = balance.balance_page(requests.colleague_of(request), timezone.localdate())
    return tables.download(request, BALANCE_TABLE, page.rows, file_name="balance")


@require_GET
def account_balance(request: HttpRequest, account_id: int) -> HttpResponse:
    """The balance of one account, by horizon."""
    account = accounts.get(requests.user_of(request), account_id)
    context = {
        "account": account,
        "balance": balance.balance_of(account, account.today()),
        "currency": queries.currency(),
    }
    return render(request, "opportunities/account_balance.html", context)


@require_GET
def stages(request: HttpRequest) -> HttpResponse:
    """The list of stages, which the program director can change."""
    user = requests.colleague_of(request)
    context = {
        "stages": queries.stages(),
        "may_edit": user.may(Right.CLASSIFY_ACCOUNTS),
        "form": form_of(StageInput)(),
    }
    return render(request, "opportunities/stages.html", context)


def _form(request: HttpRequest, account: Account, row: Opportunity | None = None) -> InputForm[OpportunityInput]:
    initial: dict[str, Any] = {"currency": account.currency, "stage": queries.first_stage().key}
    if row is not None:
        initial = {name: getattr(row, name) for name in OpportunityForm.base_fields if name not in actions.MANY}
        initial |= {f"{name}": getattr(row, f"{name}_id") for name in ("owner", "next_owner", *actions.LINKS)}
        initial |= {name: sorted(queries.ids_of(getattr(row, name))) for name in actions.MANY}
    form = OpportunityForm(request.POST or None, initial=initial, rows=queries.offered(account, row))
    steps = [(step.key, str(step.name)) for step in queries.stages()]
    form.fields["stage"].widget = Select(choices=steps)
    form.fields["reason_words"].widget = forms.TextInput()
    if names := [rival.name for rival in rivals.known_at(account)]:
        form.fields["competitors"].help_text = _("Known at this customer: {names}").format(names=", ".join(names))
    if row is None:
        del form.fields["conversations"], form.fields["reason"], form.fields["reason_words"]
    return form


def _wanted(request: HttpRequest) -> OpportunityFilter:
    wanted = lists.asked(OpportunityFilter, request.GET)
    if "outcome" not in request.GET and "stage" in request.GET:
        return wanted.model_copy(update={"outcome": None})
    return wanted.model_copy(update={"outcome": None}) if wanted.all else wanted


def _look(request: HttpRequest) -> Look:
    """How one looks at the table: by the view of the address, one's default, or habit."""
    view = request.GET.get("view", "")
    view_id = int(view) if view.isascii() and view.isdecimal() and len(view) < 13 else None
    user = requests.user_of(request)
    return listviews.look(user, listing.PLACE, listing.choices(), view_id=view_id, has_query=bool(request.GET))
