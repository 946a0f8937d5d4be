"""Our trees, in the order one reads them."""

from dataclasses import dataclass

from django.db.models import QuerySet

from covalue.organisation.models import Offering, Unit, UnitKind


@dataclass(frozen=True)
class Branch:
    """One row of a tree as it is shown: the thing, and how far in it stands."""

    item: Unit | Offering
    depth: int


@dataclass(frozen=True)
class OrganisationPage:
    """Everything on the page of our organisation."""

    trees: tuple[tuple[str, tuple[Branch, ...]], ...]
    offerings: tuple[Branch, ...]


def organisation_page() -> OrganisationPage:
    """All units by kind, and the offerings."""
    units = list(Unit.objects.select_related("lead"))
    return OrganisationPage(
        trees=tuple((str(kind.label), _in_order([u for u in units if u.kind == kind])) for kind in UnitKind),
        offerings=_in_order(list(Offering.objects.all())),
    )


def offerings() -> QuerySet[Offering]:
    """What we sell, by name."""
    return Offering.objects.all()


def offering_names(codes: list[str]) -> dict[str, str]:
    """What we call the offerings that ledger lines carry by code."""
    return dict(Offering.objects.filter(code__in=codes).values_list("code", "name"))


def _in_order(items: list[Unit] | list[Offering]) -> tuple[Branch, ...]:
    """Parents before children, by name. What hangs under nothing shown starts a tree of its own."""
    shown = {item.pk for item in items}
    children: dict[int | None, list[Unit | Offering]] = {}
    for item in items:
        parent = item.parent_id if item.parent_id in shown else None
        children.setdefault(parent, []).append(item)
    ordered: list[Branch] = []
    waiting = [Branch(item, 0) for item in reversed(children.get(None, []))]
    while waiting:
        branch = waiting.pop()
        ordered.append(branch)
        waiting.extend(Branch(child, branch.depth + 1) for child in reversed(children.get(branch.item.pk, [])))
    return tuple(ordered)
