"""Value cases to begin with: what is usually gained, and the numbers one has to ask for. Ranges are left to be asked."""

import re
from dataclasses import dataclass
from typing import Final

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from covalue.accounts.industries import Industry
from covalue.analytics.value.case import CaseSide, Kind
from covalue.value.cases.sheet import AssumptionRow, CostKind, LineRow, Sheet, Source


@dataclass(frozen=True)
class Starter:
    """A sheet to begin with, and whom it fits; without an industry it fits everybody."""

    key: str
    title: str | Promise
    note: str | Promise
    sheet: Sheet
    industry: str = ""


USUAL: Final = "usual, to be asked"


def in_language(sheet: Sheet, language: str) -> Sheet:
    """The sheet of a template of this list with its names, titles and units in a language; formulas name what they named."""
    with translation.override(language):
        names = {row.name: _said(row.name) for row in sheet.assumptions}
        assumptions = tuple(
            row.model_copy(update={"name": names[row.name], "unit": _said(row.unit), "source": _said(row.source)})
            for row in sheet.assumptions
        )
        lines = tuple(
            row.model_copy(update={"title": _said(row.title), "formula": _renamed(row.formula, names)})
            for row in sheet.lines
        )
    return sheet.model_copy(update={"assumptions": assumptions, "lines": lines})


def _said(text: str) -> str:
    return pgettext("value case", text) if text else ""


def _renamed(formula: str, names: dict[str, str]) -> str:
    longest_first = sorted(names, key=len, reverse=True)
    known = "|".join(re.escape(name) for name in longest_first)
    return re.sub(rf"(?<!\w)(?:{known})(?!\w)", lambda found: names[found[0]], formula) if names else formula


def _asked(name: str, unit: str) -> AssumptionRow:
    return AssumptionRow(name=name, unit=unit)


def _usual(name: str, unit: str, value: float) -> AssumptionRow:
    """A number that is much the same everywhere: it is there to begin with, and says that nobody was asked."""
    return AssumptionRow(name=name, unit=unit, base=value, source=USUAL)


def _gain(title: str, formula: str, source: Source, *, ramp: str = "") -> LineRow:
    return LineRow(title=title, formula=formula, group=source.value, ramp=ramp)


def _effort(title: str, formula: str, kind: CostKind, *, yearly: bool = False) -> LineRow:
    return LineRow(title=title, formula=formula, kind=Kind.COST, group=kind.value, yearly=yearly)


STARTERS: Final = (
    Starter(
        "ownership", _("Lower total cost than the next best alternative"),
        _("Price against price, and everything beyond it: ordering, storing, checking, complaints."),
        Sheet(
            assumptions=(
                _asked("volume", "units/year"), _asked("price of the alternative", "€/unit"), _asked("our price", "€/unit"),
                _asked("orders", "orders/year"), _asked("cost of an order saved", "€/order"),
                _asked("complaints avoided", "complaints/year"), _asked("cost of a complaint", "€/complaint"),
            ),
            lines=(
                LineRow(title="What the alternative costs", formula="volume × price of the alternative", kind=Kind.REFERENCE_PRICE),
                LineRow(title="Our price", formula="volume × our price", kind=Kind.PRICE),
                _gain("Price of the alternative saved", "volume × price of the alternative", Source.COST),
                _gain("Simpler ordering", "orders × cost of an order saved", Source.EFFICIENCY),
                _gain("Fewer complaints", "complaints avoided × cost of a complaint", Source.RISK),
                _effort("Switching", "", CostKind.ACQUISITION),
            ),
        ),
    ),
    Starter(
        "capital", _("Less capital tied up in stock"), _("Shorter or more reliable delivery lets them hold less."),
        Sheet(
            assumptions=(
                _asked("stock", "€"), _asked("share no longer needed", "%"), _usual("cost of capital", "%/year", 8),
                _asked("storage cost saved", "€/year"),
            ),
            lines=(
                _gain("Capital released, its cost", "stock × share no longer needed × cost of capital", Source.CAPITAL),
                _gain("Storage", "storage cost saved", Source.COST),
                LineRow(title="Holding stock for them", kind=Kind.COST, side=CaseSide.SUPPLIER, group=CostKind.POSSESSION.value),
            ),
        ),
    ),
    Starter(
        "hours", _("Hours of work saved"), _("Work they no longer do; worth something only if the hours are used "
                                             "elsewhere."),
        Sheet(
            assumptions=(
                _asked("hours saved", "hours/week"), _usual("weeks worked", "weeks/year", 46), _asked("cost of an hour", "€/hour"),
                _asked("share put to other use", "%"),
            ),
            lines=(
                _gain("Hours used elsewhere", "hours saved × weeks worked × cost of an hour × share put to other use", Source.EFFICIENCY, ramp="6"),
                _effort("Training", "", CostKind.ACQUISITION),
            ),
        ),
    ),
    Starter(
        "waste", _("Less waste"), _("Fresh goods written off, and sales lost to empty shelves."),
        Sheet(
            assumptions=(
                _asked("stores", "stores"), _asked("written off", "€/store/week"), _asked("share avoided", "%"),
                _asked("sales", "€/store/week"), _asked("availability gained", "%"), _asked("margin", "%"),
            ),
            lines=(
                _gain("Less waste", "stores × written off × share avoided", Source.COST, ramp="6"),
                _gain("Sales gained", "stores × sales × availability gained × margin", Source.REVENUE, ramp="6"),
                _effort("New routine in the stores", "", CostKind.USAGE),
            ),
        ),
        Industry.RETAIL,
    ),
    Starter(
        "outages", _("Fewer and shorter outages"), _("What a minute costs, and how many are avoided."),
        Sheet(
            assumptions=(
                _asked("outage minutes avoided", "minutes/year"), _asked("cost of a minute", "€/minute"),
                _asked("emergency calls avoided", "calls/year"), _asked("cost of a call", "€/call"),
            ),
            lines=(
                _gain("Outages avoided", "outage minutes avoided × cost of a minute", Source.RISK, ramp="12"),
                _gain("Fewer emergency calls", "emergency calls avoided × cost of a call", Source.COST, ramp="12"),
                _effort("Sensors and installation", "", CostKind.ACQUISITION),
            ),
        ),
        Industry.ENERGY,
    ),
    Starter(
        "yield", _("More right first time"), _("Scrap, rework and the line hours behind them."),
        Sheet(
            assumptions=(
                _asked("pieces made", "pieces/year"), _asked("scrap avoided", "%"), _asked("cost of a piece", "€/piece"),
                _asked("line hours gained", "hours/year"), _asked("margin of a line hour", "€/hour"),
            ),
            lines=(
                _gain("Less scrap", "pieces made × scrap avoided × cost of a piece", Source.COST, ramp="6"),
                _gain("More output on the same line", "line hours gained × margin of a line hour", Source.REVENUE, ramp="6"),
                _effort("Trials", "", CostKind.QUALITY),
            ),
        ),
        Industry.MANUFACTURING,
    ),
)  # fmt: skip
