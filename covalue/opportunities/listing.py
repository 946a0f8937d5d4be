"""The table of opportunities: what it is narrowed by, its columns and its order."""

from collections.abc import Callable
from typing import Any, Final

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from ninja import Schema
from pydantic import Field

from covalue.accounts.models import Account
from covalue.listviews.rules import Column as Choice
from covalue.opportunities import queries
from covalue.opportunities.models import Opportunity
from covalue.opportunities.queries import OPPORTUNITIES, OpportunityRow
from covalue.opportunities.rules import OUTCOME_NAMES, StageOutcome
from covalue.people.models import User
from covalue.search import folding
from covalue.web.lists import FilterBy, PageNumber, Words
from covalue.web.tables import Column, Kind, Table

PLACE: Final = "opportunities"
A_PAGE: Final = 50


class OpportunityFilter(Schema):
    """What the table is asked to show."""

    q: Words = ""
    outcome: StageOutcome | None = StageOutcome.OPEN
    stage: str = Field("", max_length=40)
    linked: str = Field("", pattern="^(yes|no)?$")
    mine: str = Field("", pattern="^1?$")
    due: str = Field("", pattern="^(past|undated)?$")
    sort: str = Field("close_on", max_length=30)
    page: PageNumber = 1
    all: str = Field("", max_length=1)


def address_of(row: OpportunityRow) -> str:
    return reverse("opportunities:opportunity", args=[row.opportunity.pk])


def _of(name: str) -> Callable[[OpportunityRow], Any]:
    return lambda row: getattr(row.opportunity, name)


def _tone(row: OpportunityRow) -> str | None:
    return "bad" if row.opportunity.is_open and "past" in row.warned else None


def _serves(row: OpportunityRow) -> str:
    held = row.opportunity
    found = (held.target, held.initiative, held.objective)
    return ", ".join(str(one) for one in found if one is not None)


TITLE: Final[Column[OpportunityRow]] = Column(
    "opportunity", _of("title"), _("Opportunity"), sort="title", descending=False, reverse="-title", href=address_of,
    strong=True,
)  # fmt: skip
ACCOUNT: Final[Column[OpportunityRow]] = Column(
    "account", lambda row: row.opportunity.account.name, _("Account"), sort="account", descending=False,
    reverse="-account",
)  # fmt: skip
COLUMNS: Final[dict[str, tuple[bool, Column[OpportunityRow]]]] = {
    "stage": (True, Column("stage", lambda row: row.stage.name, _("Stage"), chip=lambda row: "")),
    "amount": (
        True,
        Column("amount", _of("amount"), _("Amount"), Kind.MONEY, sort="-amount", reverse="amount", currency=_of("currency")),
    ),
    "currency": (False, Column("currency", _of("currency"), _("Currency"))),
    "probability": (True, Column("probability", lambda row: row.probability / 100, _("Probability"), Kind.SHARE)),
    "weighted": (False, Column("weighted", lambda row: row.weighted, _("Weighted"), Kind.MONEY, currency=_of("currency"))),
    "margin": (False, Column("margin", _of("margin"), _("Expected margin"), Kind.MONEY, currency=_of("currency"))),
    "close_on": (
        True,
        Column("close date", _of("close_on"), _("Close date"), Kind.DAY, sort="close_on", descending=False,
               reverse="-close_on", tone=_tone),
    ),
    "owner": (True, Column("owner", _of("owner"), _("Owner"), unknown=_("nobody"))),
    "next_step": (False, Column("next step", _of("next_step"), _("Next step"))),
    "serves": (True, Column("serves", _serves, _("Serves"), unknown=_("nothing"))),
    "stands_out": (True, Column("stands out", lambda row: ", ".join(row.warnings), _("Stands out"), tone=lambda row: "warn" if row.warned else None, unknown="")),
    "unit": (False, Column("unit", _of("unit"), _("The customer's unit"))),
    "competitors": (False, Column("competitors", _of("competitors"), _("Competitors"))),
    "reason": (False, Column("reason", lambda row: row.opportunity.get_reason_display(), _("Why won or lost"))),
    "closed_on": (False, Column("closed on", _of("closed_on"), _("Closed on"), Kind.DAY)),
    "source": (False, Column("source", _of("source"), _("Source"))),
    "external_id": (False, Column("ID", _of("external_id"), _("ID"))),
}  # fmt: skip
ORDERS: Final[dict[str, tuple[Any, ...]]] = {
    "title": ("title",),
    "-title": ("-title",),
    "account": ("account__name",),
    "-account": ("-account__name",),
    "-amount": (F("amount").desc(nulls_last=True),),
    "amount": (F("amount").asc(nulls_last=True),),
    "close_on": (F("close_on").asc(nulls_last=True),),
    "-close_on": (F("close_on").desc(nulls_last=True),),
}


def choices() -> tuple[Choice, ...]:
    """The columns one can choose from, beside title and account."""
    return tuple(Choice(key, column.label, usual=usual) for key, (usual, column) in COLUMNS.items())


def table_of(chosen: tuple[Choice, ...] | None = None, *, of_one: bool = False) -> Table[OpportunityRow]:
    """The table with these columns; of one account without its name."""
    shown = [COLUMNS[choice.key][1] for choice in chosen or choices() if chosen or choice.usual]
    return Table("opportunities", (TITLE, *(() if of_one else (ACCOUNT,)), *shown))


def whole_table() -> Table[OpportunityRow]:
    """Every column, for files of an account."""
    return Table("opportunities", (TITLE, ACCOUNT, *(column for _usual, column in COLUMNS.values())))


def chosen(user: User, wanted: OpportunityFilter, account: Account | None, today: Any) -> QuerySet[Opportunity]:
    """What was asked for of the accounts this user may open, or of one of them, in order."""
    rows = OPPORTUNITIES.of(account) if account is not None else queries.current_for(user)
    if wanted.outcome is not None:
        rows = rows.filter(outcome=wanted.outcome)
    if wanted.stage:
        rows = rows.filter(stage=wanted.stage)
    if wanted.linked:
        linked = Q(target__isnull=False) | Q(initiative__isnull=False) | Q(objective__isnull=False)
        rows = rows.filter(linked if wanted.linked == "yes" else ~linked)
    if wanted.mine:
        rows = rows.filter(Q(owner=user) | Q(next_owner=user))
    if wanted.due == "past":
        rows = rows.filter(close_on__lt=today)
    elif wanted.due == "undated":
        rows = rows.filter(close_on=None)
    if wanted.q.strip():
        rows = folding.with_words(rows, wanted.q, "title", "account__name", "competitors", "unit", "external_id")
    return rows.order_by(*ORDERS.get(wanted.sort, ORDERS["close_on"]), "id")


def filters(wanted: OpportunityFilter) -> tuple[FilterBy, ...]:
    """What the table can be narrowed by."""
    return (
        FilterBy(
            "outcome",
            _("Outcome"),
            (*((outcome.value, name) for outcome, name in OUTCOME_NAMES.items()),),
            wanted.outcome.value if wanted.outcome else "",
            off="",
        ),
        FilterBy("stage", _("Stage"), tuple((step.key, str(step.name)) for step in queries.stages()), wanted.stage),
        FilterBy("linked", _("Serves an objective"), (("yes", _("yes")), ("no", _("no"))), wanted.linked),
        FilterBy("due", _("Close date"), (("past", _("past")), ("undated", gettext("missing"))), wanted.due),
        FilterBy("mine", _("Owner"), (("1", _("me")),), wanted.mine),
    )
