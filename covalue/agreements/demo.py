"""Agreements of the demo company: one whose notice is near, one where it was missed, one at mid-term."""

from datetime import timedelta
from typing import Final

from covalue.accounts.demo import Customers
from covalue.agreements.models import Agreement
from covalue.agreements.obligations import actions as obligations
from covalue.agreements.obligations import rules
from covalue.agreements.obligations.queries import OBLIGATIONS
from covalue.agreements.obligations.rules import DutySide, Repeats
from covalue.agreements.queries import AGREEMENTS
from covalue.agreements.rules import Renewal
from covalue.core.demo import Demo
from covalue.core.events import Actor
from covalue.core.periods import add_months, last_of

# months ago it started, months of its term, months of notice
TERMS: Final = {"SAVEA": (32, 36, 3), "ERNSH": (22, 24, 3), "QUICK": (12, 24, 3)}
LATE: Final = "ERNSH"  # whom we owe a forecast
USUAL: Final = (14, 36, 6)


def build(demo: Demo) -> None:
    """An agreement for each customer somebody leads."""
    customers = demo.get(Customers)
    for key, account in customers.accounts.items():
        lead = customers.leads.get(key)
        if lead is None or lead.user is None:
            continue
        ago, months, notice = TERMS.get(key, USUAL)
        start = add_months(demo.day(0), -ago)
        values = {
            "title": "Supply agreement",
            "starts_on": start,
            "ends_on": last_of(add_months(start, months))
            if key == "ERNSH"
            else add_months(start, months) - timedelta(1),
            "renewal": Renewal.RENEWS,
            "notice_clause": f"successive one-year terms unless terminated {notice} months before",
            "signed_on": start - timedelta(days=20),
            "owner": lead.user,
            "price_rules": "List prices of the year, changed once a year with three months' notice.",
            "service_levels": "98 % of deliveries on the day asked for, in the agreed window.",
            "our_obligations": "A forecast by week before each season; one named driver per route.",
            "their_obligations": "Orders by 14:00 of the day before; a dock free in the window.",
        }
        agreement = AGREEMENTS.add(lead, account, values, now=demo.at(30))
        _obligations(demo, lead, agreement, all_met=key != LATE)


def _obligations(demo: Demo, lead: Actor, agreement: Agreement, *, all_met: bool) -> None:
    """Two of ours and one of theirs; one customer still lacks the last forecast."""
    first = last_of(add_months(agreement.starts_on, 2))
    ours = {"agreement": agreement, "side": DutySide.OURS, "owner": lead.user, "due_on": first}
    forecast = {**ours, "words": "A forecast by week before each season", "repeats": Repeats.QUARTERLY}
    prices = {**ours, "words": "Price list of the year, three months ahead", "repeats": Repeats.YEARLY}
    dock = {"agreement": agreement, "side": DutySide.THEIRS, "words": "A dock free in the agreed window, reviewed together",
            "due_on": first, "repeats": Repeats.YEARLY}  # fmt: skip
    rows = [OBLIGATIONS.add(lead, agreement.account, values, now=demo.at(30)) for values in (forecast, prices, dock)]
    for row in rows:
        fallen = rules.due_days(row.due_on, Repeats(row.repeats), demo.day(0))
        for place, due in enumerate(fallen if all_met or row is not rows[0] else fallen[:-1]):
            late = timedelta(days=9) if place == 1 else -timedelta(days=4)
            obligations.meet(lead, obligation=row, due_on=due, met_on=due + late, now=demo.at(0))
