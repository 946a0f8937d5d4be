"""Service levels of the demo company's customers, what was measured, and incidents with the ratings that followed."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from covalue.accounts.demo import Customers
from covalue.adoption.queries import TICKETS
from covalue.adoption.rules import Severity
from covalue.agreements.queries import AGREEMENTS
from covalue.core.demo import Demo
from covalue.core.periods import add_months
from covalue.service_levels.queries import INCIDENTS, LEVELS, RESULTS
from covalue.service_levels.rules import ServiceDirection, ServicePeriod

ON_THE_DAY: Final = {
    "SAVEA": ("97.1", "97.9", "98.2", "98.4", "98.6", "98.8", "99.1", "99.3"),
    "ERNSH": ("99.2", "98.9", "98.6", "98.4", "98.1", "97.6", "97.2", "96.8"),
    "QUICK": ("98.4", "98.1", "98.6", "98.2", "98.5", "98.3"),
}
PAPERS: Final = {
    "SAVEA": ("1.4", "1.1", "0.9", "0.6"),
    "ERNSH": ("0.4", "0.5", "0.3", "0.4"),
}


@dataclass(frozen=True)
class Happened:
    """An incident of so many days ago, resolved so many days ago; rated from 0 to 10 as many days ago as `rated` says."""

    title: str
    severity: Severity
    days: int
    resolved: int | None = None
    cause: str = ""
    resolution: str = ""
    rating: int | None = None
    rated: int = 0
    words: str = ""


INCIDENTS_OF: Final = {
    "ERNSH": (
        Happened("Cold chain broken on route 12", Severity.CRITICAL, 190, 187, "The cooling unit failed on the way.",
                 "Goods replaced the next morning; every unit is now checked before loading.", 6, 180,
                 "You came the next morning. I still wrote off a pallet."),
        Happened("Two pallets went to the wrong dock", Severity.MEDIUM, 140, 139, "Labels of two orders were swapped.",
                 "Labels are printed dock by dock.", 8, 132, "Found within the hour."),
        Happened("Delivery a day late before the holiday", Severity.HIGH, 95, 93, "The driver of the route had no stand-in.",
                 "A stand-in is named for each route.", 5, 88, "On that day it counts twice."),
        Happened("Invoice without the delivery note's number", Severity.LOW, 60, 52, "", "Field made mandatory.", 8, 45),
        Happened("Cold chain alarm on route 9", Severity.HIGH, 33, 30, "A door was left open at a stop.",
                 "Drivers get an alarm after two minutes.", 7, 26, "Better handled than in spring."),
        Happened("Late three Mondays in a row", Severity.HIGH, 9),
    ),
    "SAVEA": (
        Happened("Delivery notes printed twice", Severity.MEDIUM, 70, 66, "A new printer driver.", "Rolled back.", 9, 60),
    ),
}  # fmt: skip


def build(demo: Demo) -> None:
    """Two service levels from the agreement's term, their last results, and incidents."""
    customers = demo.get(Customers)
    for key, results in ON_THE_DAY.items():
        lead, account = customers.leads[key], customers.accounts[key]
        this_month = demo.today.replace(day=1)
        values: dict[str, Any] = {"agreement": AGREEMENTS.of(account).first(), "target": Decimal(98), "unit": "%"}
        values |= {"starts_on": add_months(this_month, -len(results))}
        values |= {"title": "Delivered on the day, in the agreed window"}
        on_the_day = LEVELS.add(lead, account, values, now=demo.at(30))
        for place, value in enumerate(results):
            first = add_months(this_month, place - len(results))
            row = {"service_level": on_the_day, "begins_on": first, "value": Decimal(value)}
            RESULTS.add(lead, account, row, now=demo.at(2))
        papers = {**values, "title": "Invoices that differ from the delivery note", "target": Decimal(1)}
        papers |= {"direction": ServiceDirection.AT_MOST, "period": ServicePeriod.QUARTER}
        quarter = this_month.replace(month=(this_month.month - 1) // 3 * 3 + 1)
        if key in PAPERS:
            papers["starts_on"] = add_months(quarter, -3 * len(PAPERS[key]))
            level = LEVELS.add(lead, account, papers, now=demo.at(30))
            for place, value in enumerate(PAPERS[key]):
                first = add_months(quarter, 3 * (place - len(PAPERS[key])))
                RESULTS.add(
                    lead, account, {"service_level": level, "begins_on": first, "value": Decimal(value)}, now=demo.at(2)
                )
        for told in INCIDENTS_OF.get(key, ()):
            _happened(demo, key, told, on_the_day)
        for ticket in TICKETS.of(account)[:1]:
            INCIDENTS.add(lead, account, {"ticket": ticket, "owner": lead.user}, now=demo.at(1))


def _happened(demo: Demo, key: str, told: Happened, level: object) -> None:
    customers = demo.get(Customers)
    lead, contacts = customers.leads[key], customers.contacts[key]
    values = {
        "title": told.title,
        "severity": told.severity,
        "opened_on": demo.day(told.days),
        "resolved_on": None if told.resolved is None else demo.day(told.resolved),
        "service_level": level,
        "owner": lead.user,
        "cause": told.cause,
        "resolution": told.resolution,
        "contact": next(iter(contacts.values()), None),
        "rating": told.rating,
        "rated_on": None if told.rating is None else demo.day(told.rated),
        "rating_words": told.words,
    }
    INCIDENTS.add(lead, customers.accounts[key], values, now=demo.at(told.days))
