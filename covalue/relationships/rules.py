"""The words of the map, and the questionnaires that lead to a rating. Pure: `queries` reads, `actions` writes."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Label = str | Promise
MOST_CARDS: Final = 3000  # people on one map
FARTHEST: Final = 1_000_000  # pixels from the middle


class Attitude(StrEnum):
    """How somebody stands to us, as the team sees it."""

    SUPPORTS = "supports"
    NEUTRAL = "neutral"
    AGAINST = "against"
    UNKNOWN = "unknown"


class Influence(StrEnum):
    """How much somebody's word counts in what is decided about us (high, medium or low: Miller and Heiman)."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    UNKNOWN = "unknown"


class BuyingRole(StrEnum):
    """What somebody does in a decision to buy (economic, technical, user, coach: Miller and Heiman; gatekeeper: Webster and Wind)."""

    ECONOMIC = "economic"
    TECHNICAL = "technical"
    USER = "user"
    COACH = "coach"
    GATEKEEPER = "gatekeeper"
    INFLUENCER = "influencer"


class Stage(StrEnum):
    """How far somebody has come with us."""

    UNAWARE = "unaware"
    AWARE = "aware"
    INTERESTED = "interested"
    CONVINCED = "convinced"
    ADVOCATE = "advocate"


class Rated(StrEnum):
    """What of a person is rated."""

    ATTITUDE = "attitude"
    INFLUENCE = "influence"
    STAGE = "stage"
    ROLE = "role"


class LineKind(StrEnum):
    """Lines between two people; all but conflict have a direction."""

    REPORTS = "reports"
    DOTTED = "dotted"
    INFLUENCES = "influences"
    CONFLICT = "conflict"


class PersonKind(StrEnum):
    """Who stands on the map besides contacts."""

    ROLE = "role"
    OUTSIDER = "outsider"


class Level(IntEnum):
    """How well one of us and one of them know each other."""

    NONE = 0
    MET = 1
    WORKING = 2
    CLOSE = 3
    TRUSTED = 4


ATTITUDE_NAMES: Final[Mapping[str, Label]] = {
    Attitude.SUPPORTS: _("supports us"),
    Attitude.NEUTRAL: _("neutral"),
    Attitude.AGAINST: _("against us"),
    Attitude.UNKNOWN: _("attitude not known"),
}
INFLUENCE_NAMES: Final[Mapping[str, Label]] = {
    Influence.HIGH: _("high influence"),
    Influence.MEDIUM: _("medium influence"),
    Influence.LOW: _("low influence"),
    Influence.UNKNOWN: _("influence not known"),
}
ROLE_NAMES: Final[Mapping[str, Label]] = {
    BuyingRole.ECONOMIC: _("Economic buyer"),
    BuyingRole.TECHNICAL: _("Technical buyer"),
    BuyingRole.USER: _("User buyer"),
    BuyingRole.COACH: _("Coach"),
    BuyingRole.GATEKEEPER: _("Gatekeeper"),
    BuyingRole.INFLUENCER: _("Influencer"),
}
STAGE_NAMES: Final[Mapping[str, Label]] = {
    Stage.UNAWARE: _("does not know us"),
    Stage.AWARE: _("knows of us"),
    Stage.INTERESTED: _("is interested"),
    Stage.CONVINCED: _("is convinced"),
    Stage.ADVOCATE: _("speaks for us"),
}
RATED_NAMES: Final[Mapping[str, Label]] = {
    Rated.ATTITUDE: _("attitude to us"),
    Rated.INFLUENCE: _("influence"),
    Rated.STAGE: _("stage"),
    Rated.ROLE: _("buying role"),
}
LINE_NAMES: Final[Mapping[str, Label]] = {
    LineKind.REPORTS: _("reports to"),
    LineKind.DOTTED: _("also reports to (dotted line)"),
    LineKind.INFLUENCES: _("influences"),
    LineKind.CONFLICT: _("in conflict with"),
}
DRAWN_NAMES: Final[Mapping[str, Label]] = {kind: name for kind, name in LINE_NAMES.items() if kind != LineKind.REPORTS}
STRENGTH_NAMES: Final[Mapping[int, Label]] = {1: _("weak"), 2: _("clear"), 3: _("strong")}
KIND_NAMES: Final[Mapping[str, Label]] = {
    PersonKind.ROLE: _("a role nobody was found for yet"),
    PersonKind.OUTSIDER: _("an outsider, such as a consultant"),
}
LEVEL_NAMES: Final[Mapping[int, Label]] = {
    Level.NONE: _("do not know each other"),
    Level.MET: _("have met"),
    Level.WORKING: _("work together"),
    Level.CLOSE: _("know each other well"),
    Level.TRUSTED: _("trust each other"),
}
VALUES: Final[Mapping[Rated, Mapping[str, Label]]] = {
    Rated.ATTITUDE: ATTITUDE_NAMES,
    Rated.INFLUENCE: INFLUENCE_NAMES,
    Rated.STAGE: STAGE_NAMES,
    Rated.ROLE: ROLE_NAMES,
}
# As `Contact.buying_role` keeps them, in whichever language they were typed.
ROLE_TEXTS: Final[Mapping[BuyingRole, tuple[str, ...]]] = {
    BuyingRole.ECONOMIC: ("Economic buyer", "economic", "wirtschaftlicher einkäufer", "wirtschaftlicher entscheider"),
    BuyingRole.TECHNICAL: ("Technical buyer", "technical", "technischer einkäufer", "technischer prüfer"),
    BuyingRole.USER: ("User buyer", "user", "usage buyer", "anwender", "nutzer"),
    BuyingRole.COACH: ("Coach", "champion", "sponsor"),
    BuyingRole.GATEKEEPER: ("Gatekeeper", "türhüter"),
    BuyingRole.INFLUENCER: ("Influencer", "beeinflusser"),
}
_ROLE_OF: Final = {text.casefold(): role for role, texts in ROLE_TEXTS.items() for text in texts}
REQUIRED: Final = (BuyingRole.ECONOMIC, BuyingRole.TECHNICAL, BuyingRole.USER, BuyingRole.COACH)


def role_of(text: str) -> BuyingRole | None:
    """The role a contact's free text means; None where it is none of the vocabulary, and stays as it was typed."""
    return _ROLE_OF.get(" ".join(text.split()).casefold())


def text_of(role: BuyingRole) -> str:
    """How a contact's buying role is kept."""
    return ROLE_TEXTS[role][0]


class MapAnswer(StrEnum):
    """What can be answered to a question; `UNSURE` counts for nothing."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    UNSURE = "unsure"


ANSWER_NAMES: Final[Mapping[str, Label]] = {
    MapAnswer.YES: _("yes"),
    MapAnswer.PARTLY: _("partly"),
    MapAnswer.NO: _("no"),
    MapAnswer.UNSURE: _("we do not know"),
}


@dataclass(frozen=True)
class Question:
    """One question; `against` where a yes speaks against us."""

    key: str
    words: Label
    against: bool = False


QUESTIONS: Final[Mapping[Rated, tuple[Question, ...]]] = {
    Rated.ATTITUDE: (
        Question("again", _("Have they said that they would choose us again?")),
        Question("speaks", _("Do they speak for us when we are not in the room?")),
        Question("gains", _("Do they themselves gain if what we do succeeds?")),
        Question("time", _("Do they make time for us without being chased?")),
        Question("rival", _("Do they prefer a competitor, or doing it themselves?"), against=True),
        Question("blocks", _("Have they slowed down or blocked something of ours?"), against=True),
    ),
    Rated.INFLUENCE: (
        Question("decides", _("Can they say the final yes, or stop it?")),
        Question("followed", _("Do others wait for their view before they decide?")),
        Question("money", _("Do they hold a budget that pays us?")),
        Question("present", _("Are they in the meetings where it is decided?")),
    ),
}
LEAST_ANSWERS: Final = 3  # fewer known answers lead to “not known”: no silent guess


def result(what: Rated, answers: Mapping[str, MapAnswer]) -> str:
    """The rating these answers lead to.

    Attitude: +1 for each answer that speaks for us, −1 for each against, *partly* and *we do not know* nothing; from +2 on
    *supports*, from −2 down *against*, between them *neutral*. Influence: 2 for yes, 1 for partly; from 5 on *high*, from 3 on
    *medium*. With fewer than three answers that are known: *not known*.
    """
    known = {question: answers[question.key] for question in QUESTIONS[what] if _is_known(answers.get(question.key))}
    if len(known) < LEAST_ANSWERS:
        return Attitude.UNKNOWN if what == Rated.ATTITUDE else Influence.UNKNOWN
    if what == Rated.ATTITUDE:
        return _attitude(sum(_speaks(question, answer) for question, answer in known.items()))
    return _influence(sum({MapAnswer.YES: 2, MapAnswer.PARTLY: 1}.get(answer, 0) for answer in known.values()))


def _is_known(answer: MapAnswer | None) -> bool:
    return answer not in (None, MapAnswer.UNSURE)


def _speaks(question: Question, answer: MapAnswer) -> int:
    points = {MapAnswer.YES: 1, MapAnswer.NO: -1}.get(answer, 0)
    return -points if question.against else points


def _attitude(points: int) -> Attitude:
    if points >= 2:
        return Attitude.SUPPORTS
    return Attitude.AGAINST if points <= -2 else Attitude.NEUTRAL


def _influence(points: int) -> Influence:
    if points >= 5:
        return Influence.HIGH
    return Influence.MEDIUM if points >= 3 else Influence.LOW


def circle(managers: Mapping[str, str | None], who: str, manager: str) -> tuple[str, ...]:
    """The way from `manager` up to `who` if reporting there would close a circle; empty if it would not."""
    way: list[str] = []
    at: str | None = manager
    while at is not None and at not in way:
        way.append(at)
        if at == who:
            return tuple(way)
        at = managers.get(at)
    return ()
