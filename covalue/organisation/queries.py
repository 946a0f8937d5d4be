"""Our trees, in the order one reads them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.conf import settings
from django.db.models import Count, Max, QuerySet, Sum

from covalue.core import errors
from covalue.organisation.models import Company, ExchangeRate, Offering, Unit, UnitKind
from covalue.people import queries as people

USUAL_CURRENCY: Final = "EUR"
UNNAMED: Final = "Covalue"  # the environment's name for a company that has none yet


@dataclass(frozen=True)
class Branch:
    """One row of a tree: a unit or offering, and how many parents are above it."""

    item: Unit | Offering
    depth: int


@dataclass(frozen=True)
class OrganisationPage:
    """Everything on the page of our organisation."""

    company: Company
    trees: tuple[tuple[str, tuple[Branch, ...]], ...]
    offerings: tuple[Branch, ...]


def company() -> Company:
    """Our company; as the environment names it while nobody has said more."""
    return Company.objects.first() or Company(pk=1, name=settings.COMPANY, currency=USUAL_CURRENCY)


def company_values(known: Company) -> dict[str, str]:
    """What the form of the company begins with: no name while nobody has given one."""
    return {"name": "" if known.name == UNNAMED else known.name, "currency": known.currency}


def company_is_known() -> bool:
    """Whether somebody said who we are and in which currency we count."""
    return Company.objects.exists()


def currency() -> str:
    """The currency of figures and new accounts where nothing else is said."""
    return company().currency


def exchange_rates(of: str = "") -> QuerySet[ExchangeRate]:
    """Rates into the currency we count in, by currency, the latest first; of one currency where it is named."""
    rows = ExchangeRate.objects.filter(into=currency()).select_related("entered_by")
    return rows.filter(currency=of.upper()) if of else rows


def get_rate(rate_id: int) -> ExchangeRate:
    """One stated rate by id."""
    rate = ExchangeRate.objects.filter(pk=rate_id).first()
    if rate is None:
        raise errors.NotFound()
    return rate


def mark_of_rates(into: str) -> tuple[Any, ...]:
    """The same while the rates into a currency are the same."""
    told = ExchangeRate.objects.filter(into=into).aggregate(Count("pk"), Max("pk"), Max("entered_at"), Sum("rate"))
    return into, *(str(value) for value in told.values())


def stated_rates(into: str) -> list[tuple[str, date, Decimal]]:
    """Every rate into a currency: whose it is, from which day on, and how much one of it is."""
    rows = ExchangeRate.objects.filter(into=into).order_by("currency", "day")
    return list(rows.values_list("currency", "day", "rate"))


def sources_of_rates(into: str, until: date) -> dict[str, tuple[tuple[str, ...], date]]:
    """By currency: who its rates up to a day are from, the latest first, and from which day the latest holds."""
    rows = ExchangeRate.objects.filter(into=into, day__lte=until).order_by().values("currency", "source")
    latest: dict[str, list[tuple[date, str]]] = defaultdict(list)
    for row in rows.annotate(latest=Max("day")):
        latest[row["currency"]].append((row["latest"], row["source"]))
    return {
        currency: (tuple(source for _day, source in sorted(found, reverse=True)), max(found)[0])
        for currency, found in latest.items()
    }


def organisation_page() -> OrganisationPage:
    """All units by kind, and the offerings."""
    units = list(Unit.objects.select_related("lead"))
    return OrganisationPage(
        company=company(),
        trees=tuple((str(kind.label), _in_order([u for u in units if u.kind == kind])) for kind in UnitKind),
        offerings=_in_order(list(Offering.objects.all())),
    )


def units(kind: UnitKind | None = None) -> QuerySet[Unit]:
    """Our units with parent and lead, by type and name; those of one type, or all."""
    units = Unit.objects.select_related("parent", "lead")
    return units.filter(kind=kind) if kind else units


def get_unit(unit_id: int) -> Unit:
    """One unit by id."""
    unit = units().filter(pk=unit_id).first()
    if unit is None:
        raise errors.NotFound()
    return unit


def unit_choices() -> dict[str, QuerySet[Any]]:
    """The rows a unit can name."""
    return {"parent": Unit.objects.all(), "lead": people.colleagues()}


def lead_choices() -> dict[str, QuerySet[Any]]:
    """Who can lead a unit: our own active people."""
    return {"lead": people.colleagues()}


def offering_choices() -> dict[str, QuerySet[Any]]:
    """The rows an offering can name."""
    return {"parent": Offering.objects.all(), "unit": Unit.objects.all()}


def offerings() -> QuerySet[Offering]:
    """What we sell, by name."""
    return Offering.objects.all()


def names_by_code(dimension: str) -> dict[str, str]:
    """Code → name of our units, regions or offerings, as ledger lines refer to them.

    A unit is a business unit, or a function that only costs, such as logistics; where both have a code, the business unit's.
    """
    rows = {
        "unit": Unit.objects.filter(kind__in=[UnitKind.BUSINESS_UNIT, UnitKind.FUNCTION]).order_by("-kind"),
        "region": Unit.objects.filter(kind=UnitKind.REGION),
    }
    return dict(rows.get(dimension, Offering.objects.all()).values_list("code", "name"))


def _in_order(items: Sequence[Unit | Offering]) -> tuple[Branch, ...]:
    """Parents before children, by name. An item whose parent is not among `items` starts a tree of its own."""
    ids = {item.pk for item in items}
    children: dict[int | None, list[Unit | Offering]] = defaultdict(list)
    for item in reversed(items):
        children[item.parent_id if item.parent_id in ids else None].append(item)
    ordered: list[Branch] = []
    stack = [Branch(item, 0) for item in children[None]]
    while stack:
        branch = stack.pop()
        ordered.append(branch)
        stack.extend(Branch(child, branch.depth + 1) for child in children[branch.item.pk])
    return tuple(ordered)
