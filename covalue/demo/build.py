"""Filling an empty workspace with the demo company, through the same actions everybody uses.

Each package builds its own part (`demo.py`); here stand the stories it is told, and the order.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from importlib import import_module
from types import ModuleType

from django.apps import apps
from django.db import transaction
from django.utils.module_loading import module_has_submodule
from django_tasks_db.models import DBTaskResult

from covalue.accounts.demo import Customer
from covalue.core.demo import Demo, Progress
from covalue.demo import programme, source
from covalue.demo.source import Northwind
from covalue.ledger.demo import LedgerFile
from covalue.organisation.demo import OfferingStory, UnitStory

Step = Callable[[Demo], None]


def build(*, today: date, now: datetime, progress: Progress = lambda sentence: None, passwords: bool = True) -> None:
    """The whole demo into an empty workspace, the same for the same `today`. Without `passwords` nobody of it can sign in.

    What people wrote comes first, in one transaction; then the ledger by its own import, and what is computed from it.
    """
    demo, tasks = Demo(today, now, progress, passwords), set(DBTaskResult.objects.values_list("pk", flat=True))
    _tell_company(demo, source.northwind(today))
    for one in programme.PROGRAMMES:
        for story in one.stories():
            demo.tell(story, customer=one.customer)
    for story in programme.STORIES:
        demo.tell(story)
    with transaction.atomic():
        _run(demo, "build")
    _run(demo, "build_figures")
    DBTaskResult.objects.exclude(pk__in=tasks).delete()  # the demo writes to nobody


def _run(demo: Demo, step: str) -> None:
    """Let each package do this step, in the order of the packages."""
    for module in _parts():
        function: Step | None = getattr(module, step, None)
        if function is not None:
            demo.progress(module.__name__.split(".")[1].replace("_", " "))
            function(demo)


def _parts() -> Iterator[ModuleType]:
    """The `demo.py` of every package that has one."""
    for config in apps.get_app_configs():
        if config.name.startswith("covalue.") and config.module and module_has_submodule(config.module, "demo"):
            yield import_module(f"{config.name}.demo")


def _tell_company(demo: Demo, northwind: Northwind) -> None:
    """People, units, offerings and customers as Northwind's files have them, with what is authored on top."""
    superiors = _superiors(northwind)
    for person in programme.PEOPLE:
        demo.tell(replace(person, reports_to=person.reports_to or superiors.get(person.name, "")))
    for unit in (*programme.UNITS, *_regions(northwind)):
        demo.tell(unit)
    for offering in _offerings(northwind):
        demo.tell(offering)
    for customer in northwind.customers:
        demo.tell(Customer(customer.key, customer.name, customer.country, customer.contact, customer.contact_title))
    demo.tell(LedgerFile("northwind-orders.csv", partial(source.write_ledger, northwind)))


def _superiors(northwind: Northwind) -> dict[str, str]:
    """Name of each of Northwind's people → key of whom they report to, as its files say."""
    name_of = {employee.key: employee.name for employee in northwind.employees}
    key_of = {person.name: person.key for person in programme.PEOPLE}
    return {
        employee.name: key_of[name_of[employee.reports_to]]
        for employee in northwind.employees
        if employee.reports_to in name_of
    }


def _regions(northwind: Northwind) -> Iterator[UnitStory]:
    """Where the customers are; and Northwind's sales regions with their territories, each led by whoever holds it."""
    for name in sorted({customer.region for customer in northwind.customers}):
        yield UnitStory("region", name, name)
    for name in sorted({territory.region for territory in northwind.territories}):
        yield UnitStory("region", _sales_region(name), f"{name} sales")
    key_of = {person.name: person.key for person in programme.PEOPLE}
    holder = {employee.key: key_of[employee.name] for employee in northwind.employees}
    for territory in sorted(northwind.territories, key=lambda territory: territory.name):
        parent, lead = _sales_region(territory.region), holder[territory.employee]
        yield UnitStory("region", territory.code, territory.name, parent, lead)


def _sales_region(name: str) -> str:
    return f"SALES-{name.upper()}"


def _offerings(northwind: Northwind) -> Iterator[OfferingStory]:
    """Northwind's categories as families, each sold by a unit, and its products."""
    code_of = {name: f"C{key}" for key, name in northwind.categories.items()}
    for name, code in code_of.items():
        yield OfferingStory(code, name, unit=source.unit_of(name))
    for product in northwind.products.values():
        yield OfferingStory(f"P{product.key}", product.name, parent=code_of[product.category])
