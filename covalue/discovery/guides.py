"""Questions that open a conversation: for anybody, by what a contact does, and by what their company is in.

They ask about the customer, never about us; the answers become cards and statements. Source: domain.md A2.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from covalue.accounts.industries import Industry, first_told


class Part(StrEnum):
    """What a question is after; the first five are the lanes of the board."""

    GOALS = "goals"
    PRESSURES = "pressures"
    INITIATIVES = "initiatives"
    OBSTACLES = "obstacles"
    IDEAS = "ideas"
    SUCCESS = "success"
    PERSONAL = "personal"


class Function(StrEnum):
    """What a contact answers for."""

    LEADERSHIP = "leadership"
    FINANCE = "finance"
    PURCHASING = "purchasing"
    OPERATIONS = "operations"
    SALES = "sales"
    TECHNOLOGY = "technology"
    DEVELOPMENT = "development"
    PEOPLE = "people"


FUNCTION_NAMES: Final[dict[str, str | Promise]] = {
    Function.LEADERSHIP: _("General management"),
    Function.FINANCE: _("Finance"),
    Function.PURCHASING: _("Purchasing"),
    Function.OPERATIONS: _("Operations and supply"),
    Function.SALES: _("Sales and marketing"),
    Function.TECHNOLOGY: _("Information technology"),
    Function.DEVELOPMENT: _("Research and development"),
    Function.PEOPLE: _("People"),
}

# Words in a title or a department, the more telling first; German, French and Spanish ones where they differ.
TELLS_FUNCTION: Final = {
    Function.PURCHASING: ("purchas", "procure", "sourcing", "buyer", "buying", "category", "einkauf", "achat", "compras"),
    Function.FINANCE: ("financ", "cfo", "controll", "treasur", "account", "finanz"),
    Function.TECHNOLOGY: ("information", "technolog", "cio", "cto", "software", "data", "digital", "informatik"),
    Function.DEVELOPMENT: ("research", "r&d", "development", "engineering", "product", "innovation", "entwicklung"),
    Function.OPERATIONS: (
        "operation", "supply", "logist", "warehouse", "plant", "production", "quality", "store", "perishable", "fresh",
        "coo", "maintenance", "kitchen", "chef", "betrieb", "lager",
    ),
    Function.SALES: ("sales", "market", "commercial", "customer", "merchandis", "brand", "vertrieb", "ventas"),
    Function.PEOPLE: ("human", "people", "hr", "personnel", "talent", "personal"),
    Function.LEADERSHIP: ("chief executive", "ceo", "managing", "owner", "president", "director", "founder", "partner", "head"),
}  # fmt: skip


@dataclass(frozen=True)
class GuideQuestion:
    """A question; without function or industry it is for everybody. `own` is the number of one we added ourselves."""

    part: Part
    words: str | Promise
    function: str = ""
    industry: str = ""
    own: int | None = None


def function_of(*texts: str) -> str:
    """What somebody answers for, by title and department; empty when they do not tell."""
    return first_told(TELLS_FUNCTION, texts)


def guide(own: Iterable[GuideQuestion], function: str, industry: str) -> dict[Part, tuple[GuideQuestion, ...]]:
    """The questions for somebody: those of their function and industry before those for everybody, part by part."""
    questions = [
        question
        for question in (*own, *QUESTIONS)
        if question.function in ("", function) and question.industry in ("", industry)
    ]
    questions.sort(key=lambda question: (not question.function, not question.industry))
    return {part: tuple(question for question in questions if question.part == part) for part in Part}


_G, _P, _I, _O, _D, _S, _M = Part
QUESTIONS: Final = (
    GuideQuestion(_G, _("What do you want to have achieved in three years that you have not achieved today?")),
    GuideQuestion(_G, _("Which of your goals does your board ask about first?")),
    GuideQuestion(_G, _("What would you do if you had one more good year behind you?")),
    GuideQuestion(_P, _("What has changed for your customers in the last twelve months?")),
    GuideQuestion(_P, _("What happens if everything stays as it is?")),
    GuideQuestion(_P, _("Who puts pressure on you, and over what?")),
    GuideQuestion(_I, _("What have you already started, and who leads it?")),
    GuideQuestion(_I, _("Which of these are funded, and until when?")),
    GuideQuestion(_O, _("What stands in the way, and what has been tried?")),
    GuideQuestion(_O, _("Where do you lose time, money or sleep without anybody noticing?")),
    GuideQuestion(_O, _("Who would rather it stayed as it is, and why?")),
    GuideQuestion(_D, _("If we could change one thing for you by next quarter, what should it be?")),
    GuideQuestion(_D, _("What do you do yourselves that somebody else should do?")),
    GuideQuestion(_S, _("How will you know that it worked? Which figure moves, from what to what?")),
    GuideQuestion(_S, _("Who else has to agree that it worked?")),
    GuideQuestion(_S, _("What is it worth to you in money, and how would you calculate it?")),
    GuideQuestion(_M, _("What does it mean for you if this succeeds?")),
    GuideQuestion(_M, _("What would make you regret having started?")),
    GuideQuestion(_G, _("Where will growth come from, and what must be true for it?"), function=Function.LEADERSHIP),
    GuideQuestion(_P, _("Which competitor would you least like to see move first?"), function=Function.LEADERSHIP),
    GuideQuestion(_O, _("Which decision do you keep putting off, and what would let you take it?"), function=Function.LEADERSHIP),
    GuideQuestion(_S, _("What will you tell your shareholders in two years?"), function=Function.LEADERSHIP),
    GuideQuestion(_G, _("Which ratio are you measured by, and what is it today?"), function=Function.FINANCE),
    GuideQuestion(_P, _("Where does cash stay longer than it should?"), function=Function.FINANCE),
    GuideQuestion(_O, _("Which costs can you see only after the year is closed?"), function=Function.FINANCE),
    GuideQuestion(_S, _("What rate and what horizon do you use when you compare investments?"), function=Function.FINANCE),
    GuideQuestion(_G, _("What are you asked to save, and what must not suffer for it?"), function=Function.PURCHASING),
    GuideQuestion(_P, _("Which supply risk do you report upwards?"), function=Function.PURCHASING),
    GuideQuestion(_O, _("What do suppliers make hard for you that should be easy?"), function=Function.PURCHASING),
    GuideQuestion(_D, _("What does a supplier cost you beyond the price: ordering, checking, storing, complaining?"), function=Function.PURCHASING),
    GuideQuestion(_G, _("Which figure do you look at first in the morning?"), function=Function.OPERATIONS),
    GuideQuestion(_P, _("Where does one late delivery cost you most?"), function=Function.OPERATIONS),
    GuideQuestion(_O, _("What do your people do by hand because systems do not fit together?"), function=Function.OPERATIONS),
    GuideQuestion(_O, _("What is thrown away, reworked or written off, and how much?"), function=Function.OPERATIONS),
    GuideQuestion(_S, _("What would a week without firefighting look like?"), function=Function.OPERATIONS),
    GuideQuestion(_G, _("Which customers do you want more of, and what do they ask for?"), function=Function.SALES),
    GuideQuestion(_P, _("Why did you lose the last one you lost?"), function=Function.SALES),
    GuideQuestion(_D, _("What could you promise your customers if we could promise it to you?"), function=Function.SALES),
    GuideQuestion(_G, _("Which systems will you still run in five years?"), function=Function.TECHNOLOGY),
    GuideQuestion(_P, _("What are you asked for faster than you can deliver it?"), function=Function.TECHNOLOGY),
    GuideQuestion(_O, _("Which data do you wish you had from us, how fresh and in which form?"), function=Function.TECHNOLOGY),
    GuideQuestion(_G, _("What do you want to be able to make that nobody makes today?"), function=Function.DEVELOPMENT),
    GuideQuestion(_O, _("Where do you wait, and for whom, between an idea and the first sample?"), function=Function.DEVELOPMENT),
    GuideQuestion(_D, _("What do we know that would save you an experiment?"), function=Function.DEVELOPMENT),
    GuideQuestion(_G, _("Which skills will you need that you cannot hire today?"), function=Function.PEOPLE),
    GuideQuestion(_O, _("Which jobs are hardest to fill, and what does an empty one cost?"), function=Function.PEOPLE),
    GuideQuestion(_P, _("Which aisle do the discounters take from you first?"), industry=Industry.RETAIL),
    GuideQuestion(_O, _("When are your shelves empty, and what do you write off in the same week?"), industry=Industry.RETAIL),
    GuideQuestion(_S, _("What is one point of availability worth to you on a Saturday?"), industry=Industry.RETAIL),
    GuideQuestion(_P, _("What do your guests ask about origin and allergens that you cannot answer right away?"), industry=Industry.FOOD),
    GuideQuestion(_O, _("How much is prepared and not sold, and when do you know it?"), industry=Industry.FOOD),
    GuideQuestion(_P, _("What does an hour of standstill cost, and what caused the last one?"), industry=Industry.MANUFACTURING),
    GuideQuestion(_O, _("Where on the line does stock pile up?"), industry=Industry.MANUFACTURING),
    GuideQuestion(_S, _("Which share of what you make is right the first time?"), industry=Industry.MANUFACTURING),
    GuideQuestion(_P, _("What does the regulator ask of you by which year?"), industry=Industry.ENERGY),
    GuideQuestion(_S, _("What is a minute of outage worth, and who calculates it?"), industry=Industry.ENERGY),
    GuideQuestion(_P, _("Where do patients or wards wait, and for what?"), industry=Industry.HEALTH),
    GuideQuestion(_O, _("Which work keeps nurses from patients?"), industry=Industry.HEALTH),
    GuideQuestion(_P, _("Which rule changes next year, and what does it change for you?"), industry=Industry.FINANCIAL),
    GuideQuestion(_O, _("Where does a case leave the system and turn into paper?"), industry=Industry.FINANCIAL),
    GuideQuestion(_G, _("What was promised to citizens, by whom and by when?"), industry=Industry.PUBLIC),
    GuideQuestion(_O, _("Which step of a tender helps nobody, and who could change it?"), industry=Industry.PUBLIC),
)  # fmt: skip
