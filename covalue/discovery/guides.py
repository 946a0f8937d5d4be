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
class Asked:
    """A question; without function or industry it is for everybody. `own` is the number of one we added ourselves."""

    part: Part
    words: str | Promise
    function: str = ""
    industry: str = ""
    own: int | None = None


def function_of(*told: str) -> str:
    """What somebody answers for, by title and department; empty when they do not tell."""
    return first_told(TELLS_FUNCTION, told)


def guide(own: Iterable[Asked], function: str, industry: str) -> dict[Part, tuple[Asked, ...]]:
    """The questions for somebody: those of their function and industry before those for everybody, part by part."""
    fitting = [one for one in (*own, *QUESTIONS) if one.function in ("", function) and one.industry in ("", industry)]
    fitting.sort(key=lambda one: (not one.function, not one.industry))
    return {part: tuple(one for one in fitting if one.part == part) for part in Part}


_G, _P, _I, _O, _D, _S, _M = Part
QUESTIONS: Final = (
    Asked(_G, _("What do you want to have reached in three years that you have not today?")),
    Asked(_G, _("Which of your goals does your board ask about first?")),
    Asked(_G, _("What would you do if you had one more good year behind you?")),
    Asked(_P, _("What has changed for your customers in the last twelve months?")),
    Asked(_P, _("What happens if everything stays as it is?")),
    Asked(_P, _("Who puts pressure on you, and over what?")),
    Asked(_I, _("What have you already started, and who leads it?")),
    Asked(_I, _("Which of it is funded, and until when?")),
    Asked(_O, _("What stands in the way, and what has been tried?")),
    Asked(_O, _("Where do you lose time, money or sleep without anybody noticing?")),
    Asked(_O, _("Who would rather it stayed as it is, and why?")),
    Asked(_D, _("If we could change one thing for you by next quarter, what should it be?")),
    Asked(_D, _("What do you do yourselves that somebody else should do?")),
    Asked(_S, _("How will you know that it worked? Which figure moves, from what to what?")),
    Asked(_S, _("Who else has to agree that it worked?")),
    Asked(_S, _("What is it worth to you in money, and how would you reckon it?")),
    Asked(_M, _("What does it mean for you if this succeeds?")),
    Asked(_M, _("What would make you regret having started?")),
    Asked(_G, _("Where will growth come from, and what must be true for it?"), function=Function.LEADERSHIP),
    Asked(_P, _("Which competitor would you least like to see move first?"), function=Function.LEADERSHIP),
    Asked(_O, _("Which decision do you keep putting off, and what would let you take it?"), function=Function.LEADERSHIP),
    Asked(_S, _("What will you tell your shareholders in two years?"), function=Function.LEADERSHIP),
    Asked(_G, _("Which ratio are you measured by, and what is it today?"), function=Function.FINANCE),
    Asked(_P, _("Where does cash stay longer than it should?"), function=Function.FINANCE),
    Asked(_O, _("Which costs can you see only after the year is closed?"), function=Function.FINANCE),
    Asked(_S, _("What rate and what horizon do you use when you compare investments?"), function=Function.FINANCE),
    Asked(_G, _("What are you asked to save, and what must not suffer for it?"), function=Function.PURCHASING),
    Asked(_P, _("Which supply risk do you report upwards?"), function=Function.PURCHASING),
    Asked(_O, _("What do suppliers make hard for you that should be easy?"), function=Function.PURCHASING),
    Asked(_D, _("What does a supplier cost you beyond the price: ordering, checking, storing, complaining?"), function=Function.PURCHASING),
    Asked(_G, _("Which figure on the wall do you look at first in the morning?"), function=Function.OPERATIONS),
    Asked(_P, _("Where does one late delivery cost you most?"), function=Function.OPERATIONS),
    Asked(_O, _("What do your people do by hand because systems do not fit together?"), function=Function.OPERATIONS),
    Asked(_O, _("What is thrown away, reworked or written off, and how much?"), function=Function.OPERATIONS),
    Asked(_S, _("What would a week without firefighting look like?"), function=Function.OPERATIONS),
    Asked(_G, _("Which customers do you want more of, and what do they ask for?"), function=Function.SALES),
    Asked(_P, _("Why did you lose the last one you lost?"), function=Function.SALES),
    Asked(_D, _("What could you promise your customers if we could promise it to you?"), function=Function.SALES),
    Asked(_G, _("Which systems will you still run in five years?"), function=Function.TECHNOLOGY),
    Asked(_P, _("What are you asked for faster than you can deliver it?"), function=Function.TECHNOLOGY),
    Asked(_O, _("Which data do you wish you had from us, how fresh and in which form?"), function=Function.TECHNOLOGY),
    Asked(_G, _("What do you want to be able to make that nobody makes today?"), function=Function.DEVELOPMENT),
    Asked(_O, _("Where do you wait, and for whom, between an idea and the first sample?"), function=Function.DEVELOPMENT),
    Asked(_D, _("What do we know that would save you an experiment?"), function=Function.DEVELOPMENT),
    Asked(_G, _("Which skills will you need that you cannot hire today?"), function=Function.PEOPLE),
    Asked(_O, _("Which jobs are hardest to fill, and what does an empty one cost?"), function=Function.PEOPLE),
    Asked(_P, _("Which aisle do the discounters take from you first?"), industry=Industry.RETAIL),
    Asked(_O, _("When are your shelves empty, and what do you write off in the same week?"), industry=Industry.RETAIL),
    Asked(_S, _("What is one point of availability worth to you on a Saturday?"), industry=Industry.RETAIL),
    Asked(_P, _("What do your guests ask about origin and allergens that you cannot answer at once?"), industry=Industry.FOOD),
    Asked(_O, _("How much is prepared and not sold, and when do you know it?"), industry=Industry.FOOD),
    Asked(_P, _("What does an hour of standstill cost, and what caused the last one?"), industry=Industry.MANUFACTURING),
    Asked(_O, _("Where in the line does stock wait?"), industry=Industry.MANUFACTURING),
    Asked(_S, _("Which share of what you make is right the first time?"), industry=Industry.MANUFACTURING),
    Asked(_P, _("What does the regulator ask of you by which year?"), industry=Industry.ENERGY),
    Asked(_S, _("What is a minute of outage worth, and who reckons it?"), industry=Industry.ENERGY),
    Asked(_P, _("Where do patients or wards wait, and for what?"), industry=Industry.HEALTH),
    Asked(_O, _("Which work keeps nurses from patients?"), industry=Industry.HEALTH),
    Asked(_P, _("Which rule changes next year, and what does it change for you?"), industry=Industry.FINANCIAL),
    Asked(_O, _("Where does a case leave the system and become a letter?"), industry=Industry.FINANCIAL),
    Asked(_G, _("What was promised to citizens, by whom and by when?"), industry=Industry.PUBLIC),
    Asked(_O, _("Which step of a tender helps nobody, and who could change it?"), industry=Industry.PUBLIC),
)  # fmt: skip
