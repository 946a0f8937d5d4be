"""Agreements of the demo company: one whose notice is near, one where it was missed, one at mid-term."""

from datetime import date, datetime, timedelta
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
# What a forecast is of, by customer, and how many months after the start it first falls due.
FORECASTS: Final = {
    "SAVEA": ("A forecast by week before each season", 2),
    "ERNSH": ("A forecast of fresh goods by week", 2),
    "QUICK": ("A forecast of sweets before each fair", 1),
}
USUAL_FORECAST: Final = ("A forecast by month", 3)
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
        agreement = AGREEMENTS.add(lead, account, values, now=_on(demo, start))
        _obligations(demo, lead, agreement, FORECASTS.get(key, USUAL_FORECAST), all_met=key != LATE)


def _on(demo: Demo, day: date) -> datetime:
    """That day, or today where it is to come."""
    return demo.at(max(0, (demo.day(0) - day).days))


def _obligations(demo: Demo, lead: Actor, agreement: Agreement, told: tuple[str, int], *, all_met: bool) -> None:
    """Two of ours and one of theirs; one customer still lacks the last forecast."""
    words, months = told
    first = last_of(add_months(agreement.starts_on, months))
    ours = {"agreement": agreement, "side": DutySide.OURS, "owner": lead.user, "due_on": first}
    forecast = {**ours, "words": words, "repeats": Repeats.QUARTERLY}
    prices = {
        **ours,
        "words": "Price list of the year, three months ahead",
        "due_on": last_of(add_months(agreement.starts_on, 8 + months)),
        "repeats": Repeats.YEARLY,
    }
    dock = {"agreement": agreement, "side": DutySide.THEIRS, "words": "A dock free in the agreed window, reviewed together",
            "due_on": first, "repeats": Repeats.YEARLY}  # fmt: skip
    made = _on(demo, agreement.starts_on)
    rows = [OBLIGATIONS.add(lead, agreement.account, values, now=made) for values in (forecast, prices, dock)]
    for row in rows:
        fallen = rules.due_days(row.due_on, Repeats(row.repeats), demo.day(0))
        for place, due in enumerate(fallen if all_met or row is not rows[0] else fallen[:-1]):
            late = timedelta(days=9) if place == 1 else -timedelta(days=4)
            met_on = min(due + late, demo.day(0))
            obligations.meet(lead, obligation=row, due_on=due, met_on=met_on, now=_on(demo, met_on))
