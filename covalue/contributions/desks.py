"""Who answers for a unit, and whose units somebody reads."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from covalue.core import errors
from covalue.organisation import queries as organisation
from covalue.organisation.models import Unit
from covalue.people import queries as people
from covalue.people.models import User
from covalue.people.rules import Right


@dataclass(frozen=True)
class Desks:
    """All our units with who answers for each: its lead, or where they have left the nearest lead above."""

    units: dict[int, Unit]
    reached: frozenset[int]

    def lead_of(self, unit_id: int) -> User | None:
        """Whoever answers for the unit; None where nobody does."""
        return next(self._leads_from(unit_id), None)

    def own_lead(self, unit_id: int) -> User | None:
        """The unit's own lead, if they are still there."""
        lead = self.units[unit_id].lead
        return lead if lead is not None and lead.pk in self.reached else None

    def above(self, unit_id: int) -> User | None:
        """To whom it goes above: whom the lead reports to, else the next lead above."""
        lead = self.lead_of(unit_id)
        superior = lead.reports_to if lead else None
        if superior is not None and superior.pk in self.reached:
            return superior
        return next((each for each in self._leads_from(unit_id) if lead is None or each.pk != lead.pk), None)

    def led_by(self, user: User) -> frozenset[int]:
        """The units this user answers for."""
        return frozenset(pk for pk in self.units if (lead := self.lead_of(pk)) is not None and lead.pk == user.pk)

    def read_by(self, user: User) -> frozenset[int]:
        """The units whose asks this user reads: those they answer for, those below, those that go above to them."""
        return frozenset(pk for pk in self.units if self._reads(user, pk))

    @cached_property
    def askable(self) -> frozenset[int]:
        """Units that have a lead of their own."""
        return frozenset(pk for pk in self.units if self.own_lead(pk))

    def _reads(self, user: User, unit_id: int) -> bool:
        superior = self.above(unit_id)
        leads = (each.pk for each in self._leads_from(unit_id))
        return user.pk in leads or (superior is not None and superior.pk == user.pk)

    def _leads_from(self, unit_id: int) -> Iterator[User]:
        unit: Unit | None = self.units.get(unit_id)
        seen: set[int] = set()
        while unit is not None and unit.pk not in seen:
            seen.add(unit.pk)
            lead = self.own_lead(unit.pk)
            if lead is not None:
                yield lead
            unit = self.units.get(unit.parent_id or 0)


def desks() -> Desks:
    """As they are now, in two queries."""
    units = {unit.pk: unit for unit in organisation.units().select_related("lead__reports_to")}
    leads = {unit.lead_id for unit in units.values()} | {
        unit.lead.reports_to_id for unit in units.values() if unit.lead
    }
    reached = people.colleagues().filter(pk__in=[pk for pk in leads if pk is not None]).values_list("pk", flat=True)
    return Desks(units, frozenset(reached))


def guard_has_lead(unit: Unit) -> None:
    """BadInput for a unit without a lead, as nobody would answer."""
    if unit.pk not in desks().askable:
        whom = people.whom_to_ask(Right.MANAGE_ORGANISATION)
        raise errors.BadInput(
            _("{unit} has no lead who could answer. {whom}").format(unit=unit, whom=whom), field="unit"
        )
