"""Eight dimensions of a value message, the three checks of a position, and what counts of answers can say."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from statistics import mean
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Label = str | Promise
BEST: Final = 5
FEW: Final = 5  # with fewer contacts no share is said: one answer would move it by more than 20 points
RECENT: Final = timedelta(days=365)
BROAD: Final = 5  # of the eight dimensions
SPECIFIC: Final = Fraction(3, 4)  # of the written ones
RECOGNISED: Final = Fraction(1, 2)  # of what was claimed
CLEAR: Final = Fraction(2, 3)  # of the answers of each side
SIDE: Final = 2  # people of each side who have to answer


class Dimension(StrEnum):
    """What a value message is made of."""

    PRODUCT = "product"
    SOLUTION = "solution"
    RESOURCES = "resources"
    EXPERTISE = "expertise"
    SERVICE = "service"
    INDUSTRY = "industry"
    BRAND = "brand"
    REPUTATION = "reputation"


DIMENSION_NAMES: Final[Mapping[Dimension, Label]] = {
    Dimension.PRODUCT: _("Product"),
    Dimension.SOLUTION: _("Solution"),
    Dimension.RESOURCES: _("Resources"),
    Dimension.EXPERTISE: _("Expertise"),
    Dimension.SERVICE: _("Service level"),
    Dimension.INDUSTRY: _("Industry experience"),
    Dimension.BRAND: _("Brand"),
    Dimension.REPUTATION: _("Reputation"),
}


DIMENSION_QUESTIONS: Final[Mapping[Dimension, Label]] = {
    Dimension.PRODUCT: _("What is delivered is what you need, and works."),
    Dimension.SOLUTION: _("It fits your problem as a whole, not a part of it."),
    Dimension.RESOURCES: _("There are enough people and means when you need them."),
    Dimension.EXPERTISE: _("Their people know their field."),
    Dimension.SERVICE: _("What was agreed is there on time, and questions are answered."),
    Dimension.INDUSTRY: _("They know your industry."),
    Dimension.BRAND: _("Your own customers and colleagues value the name."),
    Dimension.REPUTATION: _("You can rely on what they say."),
}


class Measure(StrEnum):
    """What contacts are asked."""

    MINDSHARE = "mindshare"
    PREFERENCE = "preference"


MEASURE_NAMES: Final[Mapping[Measure, Label]] = {
    Measure.MINDSHARE: _("Who comes to mind first?"),
    Measure.PREFERENCE: _("Who would be chosen today?"),
}


class Named(StrEnum):
    """Whom a contact named."""

    US = "us"
    COMPETITOR = "competitor"
    OTHER = "other"
    THEMSELVES = "themselves"
    NOBODY = "nobody"


NAMED_NAMES: Final[Mapping[Named, Label]] = {
    Named.US: _("Us"),
    Named.COMPETITOR: _("A competitor"),
    Named.OTHER: _("Somebody else"),
    Named.THEMSELVES: _("They would do it themselves"),
    Named.NOBODY: _("Nobody"),
}


class Clear(StrEnum):
    """Whether somebody can say why we are needed."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


CLEAR_NAMES: Final[Mapping[Clear, Label]] = {
    Clear.YES: _("Clear"),
    Clear.PARTLY: _("Partly"),
    Clear.NO: _("Not clear"),
}


class CheckState(StrEnum):
    """How a check stands; `unknown` where nothing says so yet."""

    MET = "met"
    PARTLY = "partly"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


STATE_NAMES: Final[Mapping[CheckState, Label]] = {
    CheckState.MET: _("yes"),
    CheckState.PARTLY: _("in part"),
    CheckState.NOT_MET: _("no"),
    CheckState.UNKNOWN: _("not known yet"),
}


@dataclass(frozen=True)
class Claimed:
    """What was claimed and signed for in one currency."""

    claimed: Decimal
    validated: Decimal


def recognised(money: Collection[Claimed], last_signed: date | None, today: date) -> CheckState:
    """Whether past value is recognised: at least half of what was claimed is signed for, in every currency, and something
    was signed within a year. In part where anything was signed; unknown before anything was claimed.
    """
    if not any(one.claimed > 0 for one in money):
        return CheckState.UNKNOWN
    if last_signed is None or not any(one.validated > 0 for one in money):
        return CheckState.NOT_MET
    half = all(Fraction(one.validated) >= RECOGNISED * Fraction(one.claimed) for one in money)
    return CheckState.MET if half and today - last_signed <= RECENT else CheckState.PARTLY


def is_specific(words: str, names: Collection[str]) -> bool:
    """Whether a sentence could be nobody else's: it says a number, or names somebody or something of this account."""
    folded = words.casefold()
    return any(letter.isdigit() for letter in words) or any(_stands_in(name.casefold(), folded) for name in names)


def _stands_in(name: str, words: str) -> bool:
    return bool(name.strip()) and re.search(rf"(?<!\w){re.escape(name.strip())}(?!\w)", words) is not None


def specific_and_broad(parts: Mapping[Dimension, str], names: Collection[str]) -> CheckState:
    """Whether the message speaks to five dimensions or more and three of four of them are specific; in part where one of
    both is so.
    """
    written = [words for words in parts.values() if words.strip()]
    if not written:
        return CheckState.UNKNOWN
    specific = sum(is_specific(words, names) for words in written) >= SPECIFIC * len(written)
    broad = len(written) >= BROAD
    return CheckState.MET if specific and broad else CheckState.PARTLY if specific or broad else CheckState.NOT_MET


def side_is_clear(answers: Sequence[Clear]) -> bool | None:
    """Whether one side knows why we are needed: two people or more answered, two of three “clear”; None with fewer answers."""
    if len(answers) < SIDE:
        return None
    return sum(answer == Clear.YES for answer in answers) >= CLEAR * len(answers)


def both_clear(theirs: Sequence[Clear], ours: Sequence[Clear]) -> CheckState:
    """Whether both teams are clear on why we are needed: each is; in part where one is; unknown while a side is not asked."""
    sides = (side_is_clear(theirs), side_is_clear(ours))
    if None in sides:
        return CheckState.UNKNOWN
    return CheckState.MET if all(sides) else CheckState.PARTLY if any(sides) else CheckState.NOT_MET


def average(scores: Iterable[int]) -> float | None:
    """The mean of scores; None without any."""
    given = list(scores)
    return mean(given) if given else None


def too_few(asked: int) -> bool:
    """Whether so few contacts were asked that no share is said."""
    return asked < FEW


def share(named: int, answers: int, asked: int) -> float | None:
    """The share of answers that name somebody; None where too few contacts were asked."""
    return None if too_few(asked) else named / answers
