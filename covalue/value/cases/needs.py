"""What a case lacks before the customer is asked: each thing in the words of its field, and where it is filled in."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.analytics.value.case import Kind
from covalue.core import money
from covalue.value.cases import readiness
from covalue.value.cases.queries import AssumptionView, CaseView
from covalue.value.cases.readiness import CaseGap
from covalue.value.cases.sheet import LineRow, without_value


@dataclass(frozen=True)
class Need:
    """Something that is not filled in, what it is for, and where it is filled in; a `gap` can be left, knowingly."""

    what: str
    why: str
    href: str
    label: str
    gap: CaseGap | None = None


@dataclass(frozen=True)
class Needs:
    """What keeps the customer from being asked, and what they can be asked without."""

    blocking: tuple[Need, ...] = ()
    open: tuple[Need, ...] = ()


def of(view: CaseView) -> Needs:
    """What is missing in a case, the lines and assumptions in the order of the sheet."""
    return Needs(tuple(_blocking(view)), tuple(_open(view)))


def _blocking(view: CaseView) -> Iterable[Need]:
    sheet = reverse("value:sheet", args=[view.initiative.pk])
    if not readiness.benefits(view.sheet):
        why = _("The customer signs what they gain; no line says it yet.")
        yield Need(_("A benefit to the customer"), why, f"{sheet}#lines", _("Add the line"))
    for line in view.sheet.lines:
        if not line.formula.strip():
            yield Need(
                _kind_of(line).format(title=line.title), _("no amount yet"), f"{sheet}#lines", _("Enter the amount")
            )
    for name in without_value(view.sheet):
        why = _("no value yet")
        yield Need(_("Assumption “{name}”").format(name=name), why, f"{sheet}#assumptions", _("Enter the value"))
    if view.sheet.lines and not view.unfinished and view.figures.result is None:
        where = view.figures.where or _("The sheet")
        yield Need(where, view.figures.sentence, f"{sheet}#reckoned", _("Mend it in the sheet"))


def _kind_of(line: LineRow) -> str:
    if line.kind is Kind.PRICE:
        return _("Price “{title}”")
    if line.kind is Kind.REFERENCE_PRICE:
        return _("Price of the alternative “{title}”")
    return _("Benefit “{title}”") if line.kind is Kind.BENEFIT else _("Cost “{title}”")


def _other_words(row: AssumptionView) -> str:
    """“pallets rented”: Birgit Lang says 412, the case says 420."""
    words = _("{who} says {number}")
    said = (words.format(who=word.contact, number=money.figure(word.number or 0, 12)) for word in row.others)
    ours = _("the case says {number}").format(number=money.figure(row.row.ends[1], 12))
    return f"“{row.row.name}”: {', '.join(said)}, {ours}"


def _open(view: CaseView) -> Iterable[Need]:
    initiative = view.initiative
    sheet, page = reverse("value:sheet", args=[initiative.pk]), reverse("value:case", args=[initiative.pk])
    for gap in view.readiness.gaps:
        match gap:
            case CaseGap.PRICE:
                why = _(
                    "They see what they gain, and not what they pay: no line is “our price”, no share of the gain is."
                )
                yield Need(_("Our price"), why, f"{sheet}#lines", _("Add the price"), gap)
            case CaseGap.ALTERNATIVE:
                why = _("Nothing says what the benefit is compared with.")
                yield Need(_("Their next best alternative"), why, f"{sheet}#alternative", _("Enter it"), gap)
            case CaseGap.TARGET:
                why = _("Nothing says which of their targets it serves.")
                at = reverse("value:edit", args=[initiative.pk])
                yield Need(_("Value target"), why, f"{at}#id_target", _("Choose it"), gap)
            case CaseGap.CONFIRMATIONS:
                names = ", ".join(f"“{row.row.name}”" for row in view.assumptions if not row.stands)
                why = _("No contact confirmed {names}.").format(names=names)
                yield Need(_("Confirmed assumptions"), why, f"{page}#assumptions", _("Mark as confirmed"), gap)
            case CaseGap.NUMBERS:
                why = "; ".join(_other_words(row) for row in view.assumptions if row.others)
                yield Need(_("Another number of theirs"), f"{why}.", f"{page}#assumptions", _("Settle it"), gap)
