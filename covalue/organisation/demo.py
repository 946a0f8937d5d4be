"""The units and offerings of the demo company."""

from dataclasses import dataclass
from typing import Final

from covalue.core.demo import US, Demo
from covalue.organisation import actions
from covalue.organisation.models import Offering, Unit, UnitKind
from covalue.people.demo import BEGUN_DAYS_AGO, People

COMPANY: Final = "Northwind Traders"


@dataclass(frozen=True)
class UnitStory:
    """A unit; `parent` is the code of a unit told before, `lead` the key of a person."""

    kind: str
    code: str
    name: str
    parent: str = ""
    lead: str = ""


@dataclass(frozen=True)
class OfferingStory:
    """An offering; `parent` is the code of an offering told before, `unit` that of a unit."""

    code: str
    name: str
    parent: str = ""
    unit: str = ""


def build(demo: Demo) -> None:
    """The company, its units, then what they sell."""
    actions.set_company(US, name=COMPANY, currency="EUR", now=demo.before(BEGUN_DAYS_AGO))
    users, now = demo.get(People).users, demo.before(BEGUN_DAYS_AGO)
    units: dict[str, Unit] = {}
    for unit in demo.stories(UnitStory):
        units[unit.code] = actions.create_unit(
            US,
            kind=UnitKind(unit.kind),
            code=unit.code,
            name=unit.name,
            parent=units.get(unit.parent),
            lead=users.get(unit.lead),
            now=now,
        )
    offerings: dict[str, Offering] = {}
    for offering in demo.stories(OfferingStory):
        offerings[offering.code] = actions.create_offering(
            US,
            code=offering.code,
            name=offering.name,
            parent=offerings.get(offering.parent),
            unit=units.get(offering.unit),
            now=now,
        )
