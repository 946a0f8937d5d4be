"""The plan as a document: frozen data in, a PDF out. What people typed travels as data and never as mark-up."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from covalue.core.prose import Block
from covalue.web import typesetting

TEMPLATE: Final = Path(__file__).parent / "typst" / "plan.typ"


@dataclass(frozen=True)
class Figure:
    """One number of the summary, already written out."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class Section:
    """A titled part of prose."""

    title: str
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True)
class ObjectiveRow:
    """One objective with its measure; `source` says where the customer said it."""

    statement: str
    measure: str = ""
    baseline: str = ""
    target: str = ""
    due: str = ""
    owner: str = ""
    source: str = ""


@dataclass(frozen=True)
class ActionRow:
    """One entry of the action register."""

    title: str
    owner: str = ""
    due: str = ""
    status: str = ""


@dataclass(frozen=True)
class Chart:
    """A drawing made with `standalone=True`, the finding as its title, and where the numbers come from."""

    title: str
    svg: str
    source: str = ""


@dataclass(frozen=True)
class Quote:
    """What somebody at the customer said, in their words."""

    text: str
    who: str
    role: str = ""
    date: str = ""


@dataclass(frozen=True)
class TablePart:
    """Numbers for the appendix: headers and rows of text, the first column names the row."""

    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    source: str = ""


@dataclass(frozen=True)
class ValueRow:
    """A value target or a value case: what it is, where it stands, and its money already written out."""

    title: str
    note: str = ""
    state: str = ""
    theirs: bool = False
    amounts: tuple[str, ...] = ()


@dataclass(frozen=True)
class ValuePart:
    """What the customer values and what joint work is worth: the plan begins with it."""

    figures: tuple[Figure, ...] = ()
    chart: Chart | None = None
    targets: tuple[ValueRow, ...] = ()
    cases: tuple[ValueRow, ...] = ()
    disputed: tuple[ValueRow, ...] = ()


@dataclass(frozen=True)
class PlanDocument:
    """Everything the plan shows on paper, every number and date already written out."""

    account_name: str
    date: str
    subtitle: str = ""
    class_label: str = ""
    sam: str = ""
    sponsor: str = ""
    team: tuple[str, ...] = ()
    version_label: str = ""
    confidentiality: str = ""
    value: ValuePart = ValuePart()
    figures: tuple[Figure, ...] = ()
    customer_strategy: Section | None = None
    growth_strategy: Section | None = None
    sections: tuple[Section, ...] = ()
    quotes: tuple[Quote, ...] = ()
    their_objectives: tuple[ObjectiveRow, ...] = ()
    our_objectives: tuple[ObjectiveRow, ...] = ()
    actions: tuple[ActionRow, ...] = ()
    charts: tuple[Chart, ...] = ()
    appendix: tuple[TablePart, ...] = ()
    language: str = "en"


def render(document: PlanDocument) -> bytes:
    """The plan as PDF/A-2b on A4; as plain PDF where a typed character has no shipped font."""
    return typesetting.made(TEMPLATE, asdict(document) | {"words": _words()})


def _words() -> dict[str, str | list[str]]:
    """The document's own words, in the reader's language."""
    return {
        "plan": _("Account business value plan"),
        "sam": _("Strategic account manager"),
        "sponsor": _("Executive sponsor"),
        "team": _("Account team"),
        "version": _("Version"),
        "date": _("Date"),
        "value": _("Value"),
        "value_target": _("Value target"),
        "value_targets": _("What they value"),
        "value_cases": _("What joint work is worth"),
        "disputed": _("In dispute"),
        "state": _("State"),
        "case": _("Value case"),
        "money": [_("Promised"), _("Delivered"), _("Validated"), _("Disputed")],
        "period": _("Period"),
        "no_targets": _("No value targets recorded yet."),
        "no_cases": _("No value cases recorded yet."),
        "summary": _("The account"),
        "customer_strategy": _("Customer strategy"),
        "growth_strategy": _("Growth strategy"),
        "said": _("What they said"),
        "objectives": _("Objectives"),
        "theirs": _("Their objectives"),
        "ours": _("Our objectives with them"),
        "objective": _("Objective"),
        "measure": _("Measure"),
        "baseline": _("Today"),
        "target": _("Target"),
        "due": _("Due"),
        "owner": _("Owner"),
        "actions": _("Action plan"),
        "action": _("Action"),
        "status": _("Status"),
        "appendix": _("Appendix"),
        "figures": _("Figures"),
        "source": _("Source"),
        "unwritten": _("Not written yet."),
        "no_objectives": _("No objectives recorded yet."),
        "no_actions": _("No actions recorded yet."),
        "no_revenue": _("No ledger has been imported for this account yet."),
        "page": _("Page"),
        "of": _("of"),
    }
