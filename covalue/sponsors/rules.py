"""Executive sponsorship: rhythm, term, load, what a person fits, what is missing, and what came of it. Prose: docs/rules/sponsors.md."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum, StrEnum
from statistics import fmean
from typing import Final

USUAL_MOST: Final = 3  # accounts a sponsor has time for beside their own work, unless another limit is set for them
USUAL_WEEKS: Final = 13  # between two touchpoints: one a quarter
MOST_WEEKS: Final = 104
SOON: Final = timedelta(days=14)  # a touchpoint that is to be prepared
ENDING: Final = timedelta(days=90)  # before the end of a term a successor is named
QUARTER: Final = timedelta(days=91)
QUARTERS: Final = 4  # of the year before, and of the time since
FEWEST: Final = 5  # accounts on each side of a comparison; with fewer it says nothing
COUNTED: Final = frozenset({"meeting", "visit", "call"})  # an email is no touchpoint


class Level(IntEnum):
    """How high somebody stands in their company, the highest first."""

    BOARD = 1
    EXECUTIVE = 2
    SENIOR = 3


# Words of titles in English and German. They are read as words or beginnings of words, never inside of one.
TITLES: Final[tuple[tuple[Level, tuple[str, ...]], ...]] = (
    (
        Level.BOARD,
        ("chief", "ceo", "coo", "cfo", "cio", "cto", "cpo", "cmo", "chair", "president", "owner", "founder", "managing director",
         "vorstand", "geschäftsführer", "inhaber"),
    ),
    (Level.EXECUTIVE, ("vice president", "vp", "svp", "evp", "head", "executive", "general manager", "bereichsleiter")),
    (Level.SENIOR, ("director", "senior", "manager", "lead", "leiter")),
)  # fmt: skip


class SponsorGap(StrEnum):
    """What is missing of a sponsorship, the gravest first."""

    NO_SPONSOR = "no_sponsor"
    NOT_ON_TEAM = "not_on_team"
    NO_TERMS = "no_terms"
    OVER = "over"
    NOT_ACKNOWLEDGED = "not_acknowledged"
    LAPSED = "lapsed"
    COUNTERPART_LEFT = "counterpart_left"
    NO_COUNTERPART = "no_counterpart"
    ENDING = "ending"
    OVER_LIMIT = "over_limit"
    ESCALATION = "escalation"


@dataclass(frozen=True)
class Held:
    """What a sponsorship comes down to on a day. `last` is the last touchpoint, `planned` the next one that is planned."""

    starts_on: date
    ends_on: date | None
    weeks: int
    last: date | None
    planned: date | None
    acknowledged: bool
    on_team: bool
    counterparts: int
    left: int
    successor: bool
    load: int
    most: int
    accepted_load: int
    escalations: int


def due_on(starts_on: date, last: date | None, weeks: int) -> date:
    """By when the next touchpoint is due: a rhythm after the last one, or after the beginning."""
    return max(starts_on, last or starts_on) + timedelta(weeks=weeks)


def has_lapsed(held: Held, today: date) -> bool:
    """Whether the rhythm is broken: the day by which they were to speak has passed."""
    return due_on(held.starts_on, held.last, held.weeks) < today


def gaps(held: Held, today: date) -> tuple[SponsorGap, ...]:
    """What is missing, the gravest first. More accounts than the limit are none while that many were confirmed."""
    begun = held.starts_on <= today
    found = {
        SponsorGap.NOT_ON_TEAM: not held.on_team,
        SponsorGap.OVER: held.ends_on is not None and held.ends_on < today,
        SponsorGap.NOT_ACKNOWLEDGED: not held.acknowledged,
        SponsorGap.LAPSED: begun and has_lapsed(held, today),
        SponsorGap.COUNTERPART_LEFT: held.left > 0,
        SponsorGap.NO_COUNTERPART: held.counterparts == 0,
        SponsorGap.ENDING: held.ends_on is not None and today <= held.ends_on <= today + ENDING and not held.successor,
        SponsorGap.OVER_LIMIT: held.load > max(held.most, held.accepted_load),
        SponsorGap.ESCALATION: held.escalations > 0,
    }
    return tuple(gap for gap in SponsorGap if found.get(gap))


def level_of(title: str) -> Level | None:
    """How high a title stands, by its words; None where they do not say."""
    words = " ".join(title.casefold().replace(",", " ").replace("-", " ").replace("/", " ").split())
    padded = f" {words} "
    if " vice president " in padded:
        return Level.EXECUTIVE
    for level, names in TITLES:
        for name in names:
            if f" {name} " in padded or (len(name) > 5 and f" {name}" in padded):
                return level
    return None


def words_of(text: str) -> frozenset[str]:
    """The words of a text that can be compared: four letters or more, in small letters."""
    parts = "".join(letter if letter.isalnum() else " " for letter in text.casefold()).split()
    return frozenset(part for part in parts if len(part) > 3)


@dataclass(frozen=True)
class Candidate:
    """An executive who could sponsor an account. `level` is None where nothing says it; `conflict` is what they declared.

    `declared` tells whether they said anything about this account: None means not asked yet.
    """

    key: int
    level: Level | None
    background: str
    load: int
    most: int
    declared: bool | None
    conflict: str = ""


@dataclass(frozen=True)
class Wanted:
    """What an account asks of a sponsor: the level of its highest contact, and the words of its business."""

    level: Level | None
    business: str


class Reason(StrEnum):
    """Why somebody fits an account or does not."""

    CONFLICT = "conflict"
    UNDECLARED = "undeclared"
    DECLARED = "declared"
    SAME_LEVEL = "same_level"
    HIGHER = "higher"
    LOWER = "lower"
    LEVEL_UNKNOWN = "level_unknown"
    BACKGROUND = "background"
    NO_BACKGROUND = "no_background"
    FREE = "free"
    FULL = "full"


AGAINST: Final = frozenset({Reason.CONFLICT, Reason.LOWER, Reason.FULL})
IN_FAVOUR: Final = frozenset({Reason.DECLARED, Reason.SAME_LEVEL, Reason.HIGHER, Reason.BACKGROUND, Reason.FREE})


@dataclass(frozen=True)
class Match:
    """A candidate with the reasons; `shared` are the words of their background that are the account's business, too."""

    key: int
    reasons: tuple[Reason, ...]
    shared: tuple[str, ...]

    @property
    def proposed(self) -> bool:
        """Whether they can be proposed: nobody with a conflict of interest is."""
        return Reason.CONFLICT not in self.reasons


def match(candidate: Candidate, wanted: Wanted) -> Match:
    """How a candidate fits, in reasons; nothing is added up."""
    shared = tuple(sorted(words_of(candidate.background) & words_of(wanted.business)))
    reasons = (
        _of_conflict(candidate),
        _of_level(candidate.level, wanted.level),
        Reason.BACKGROUND if shared else Reason.NO_BACKGROUND,
        Reason.FREE if candidate.load < candidate.most else Reason.FULL,
    )
    return Match(candidate.key, reasons, shared)


def ranked(candidates: Iterable[Candidate], wanted: Wanted) -> tuple[Match, ...]:
    """All candidates, those first against whom least speaks, then those with the most in common and the fewest accounts."""
    pairs = [(match(candidate, wanted), candidate) for candidate in candidates]

    def order(pair: tuple[Match, Candidate]) -> tuple[bool, int, bool, int, int, int]:
        found, candidate = pair
        against = sum(reason in AGAINST for reason in found.reasons)
        same = Reason.SAME_LEVEL in found.reasons
        return (not found.proposed, against, not same, -len(found.shared), candidate.load, candidate.key)

    return tuple(found for found, _candidate in sorted(pairs, key=order))


def _of_conflict(candidate: Candidate) -> Reason:
    if candidate.declared is None:
        return Reason.UNDECLARED
    return Reason.CONFLICT if candidate.conflict else Reason.DECLARED


def _of_level(own: Level | None, theirs: Level | None) -> Reason:
    if own is None or theirs is None:
        return Reason.LEVEL_UNKNOWN
    if own == theirs:
        return Reason.SAME_LEVEL
    return Reason.HIGHER if own < theirs else Reason.LOWER


@dataclass(frozen=True)
class Spoken:
    """A conversation: when, and the numbers of the contacts who took part."""

    on: date
    contacts: frozenset[int]


@dataclass(frozen=True)
class Relationship:
    """The relationship with one account in a span, by quarter of a year: contacts spoken with, conversations, value signed."""

    contacts: float
    conversations: float
    signed: float


@dataclass(frozen=True)
class Compared:
    """A year before a day, and the time since, up to a year; `quarters` are those since that are whole."""

    before: Relationship
    since: Relationship
    quarters: int


def compared(
    spoken: Sequence[Spoken], signed: Sequence[tuple[date, float]], start: date, until: date
) -> Compared | None:
    """The year before `start` beside the whole quarters since, a year at most; None before one quarter is over."""
    quarters = min(QUARTERS, max(0, (until - start) // QUARTER))
    if not quarters:
        return None
    before = _by_quarter(spoken, signed, start - QUARTERS * QUARTER, QUARTERS)
    return Compared(before, _by_quarter(spoken, signed, start, quarters), quarters)


def _by_quarter(
    spoken: Sequence[Spoken], signed: Sequence[tuple[date, float]], first: date, quarters: int
) -> Relationship:
    spans = [(first + n * QUARTER, first + (n + 1) * QUARTER) for n in range(quarters)]
    people = [
        len(frozenset[int]().union(*(talk.contacts for talk in spoken if start <= talk.on < end)))
        for start, end in spans
    ]
    end = spans[-1][1]
    held = sum(first <= talk.on < end for talk in spoken)
    money = sum(amount for on, amount in signed if first <= on < end)
    return Relationship(fmean(people), held / quarters, money / quarters)


@dataclass(frozen=True)
class MatchSide:
    """The mean of several accounts, before and since; None where there are too few to know."""

    accounts: int
    before: Relationship | None
    since: Relationship | None


def side(found: Collection[Compared]) -> MatchSide:
    """Each account counts once, whatever its size."""
    if len(found) < FEWEST:
        return MatchSide(len(found), None, None)
    return MatchSide(len(found), _mean([one.before for one in found]), _mean([one.since for one in found]))


def _mean(rows: Sequence[Relationship]) -> Relationship:
    return Relationship(
        fmean(row.contacts for row in rows), fmean(row.conversations for row in rows), fmean(row.signed for row in rows)
    )


def middle(days: Sequence[date]) -> date | None:
    """The middle one of some days, the earlier of two: from then on accounts without a sponsor are looked at."""
    return sorted(days)[(len(days) - 1) // 2] if days else None


def lines_of(text: str) -> tuple[str, ...]:
    """The lines of a text, without blanks and marks of a list before them."""
    lines = (line.strip().lstrip("-*•").strip() for line in text.splitlines())
    return tuple(line for line in lines if line)


STANDARD_ROLE: Final = """An executive sponsor opens doors at the customer that the account team cannot open, and listens.

- Meets the counterparts in the agreed rhythm, prepared by the brief.
- Speaks for the customer inside our company.
- Supports the strategic account manager, who leads the account, and never works past them.
- Logs what was said and promised within two days."""
STANDARD_TRAINING: Final = """1. Read the plan of the account and the last brief.
2. Ask what the customer wants to achieve this year before you say what we offer.
3. Promise nothing that is not in the plan: no price, no date, no exception. Say who will answer, and by when.
4. What is in dispute is settled by the account team; listen, note it and hand it on.
5. After the meeting: log it, in the customer's own words."""
STANDARD_MAY: Final = """An agreed commitment of ours is late by more than a month
A decision between our business units is needed
The customer's executives asked for ours
The relationship itself is at risk"""
STANDARD_MAY_NOT: Final = """Prices, discounts and payment terms
A single late delivery or order
Staffing of the account team"""
