"""How a relationship stands: gaps between two views, the ladder, and what the structure of contacts says. `docs/rules/standing.md`."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LOWEST, HIGHEST = 1, 5  # of a rating
WIDE: Final = 1.0  # points apart, from which a gap is talked about; our own choice
MOST_DRIVERS: Final = 25
FEWEST_RATERS: Final = 2  # for agreement
FEWEST_DRIVERS: Final = 5  # rated by all of them
CYCLE_DAYS: Final = 365  # after which an account is assessed again
MOST_OF_ONE: Final = 0.6  # share of all conversations one person may carry; methods §4


class RaterSide(StrEnum):
    """Whose view it is."""

    THEIRS = "theirs"
    OURS = "ours"


class Rung(StrEnum):
    """The ladder, from below."""

    VENDOR = "vendor"
    PREFERRED = "preferred"
    PARTNER = "partner"
    ADVISOR = "advisor"


class Structure(StrEnum):
    """How people of both sides work together, after McDonald and Woodburn."""

    BOW_TIE = "bow_tie"
    CLUSTER = "cluster"
    DIAMOND = "diamond"
    JOINT = "joint"


SIDE_NAMES: Final = {RaterSide.THEIRS: _("The customer’s view"), RaterSide.OURS: _("Our view")}
RUNG_NAMES: Final = {
    Rung.VENDOR: _("Vendor"),
    Rung.PREFERRED: _("Preferred supplier"),
    Rung.PARTNER: _("Partner"),
    Rung.ADVISOR: _("Trusted advisor"),
}
RUNG_WORDS: Final = {
    Rung.VENDOR: _("one of several suppliers, chosen order by order"),
    Rung.PREFERRED: _("the first supplier asked, where price and terms are right"),
    Rung.PARTNER: _("part of the planning, in what concerns both"),
    Rung.ADVISOR: _("asked for advice before decisions are made"),
}
STRUCTURE_NAMES: Final = {
    Structure.BOW_TIE: _("One person on each side"),
    Structure.CLUSTER: _("Several people, most of it through one"),
    Structure.DIAMOND: _("Functions work with functions directly"),
    Structure.JOINT: _("Joint teams of both companies"),
}
STAGES: Final = {
    Structure.BOW_TIE: _("basic"),
    Structure.CLUSTER: _("cooperative"),
    Structure.DIAMOND: _("interdependent"),
    Structure.JOINT: _("integrated"),
}


@dataclass(frozen=True)
class Criterion:
    """What has to be so on a rung; `key` is kept with its evidence."""

    key: str
    rung: Rung
    words: Promise


# Our own, from the ladder of the field (vendor to trusted advisor) and the stages of McDonald and Woodburn.
CRITERIA: Final = (
    Criterion("reliable", Rung.VENDOR, _("What was ordered is delivered as agreed")),
    Criterion("contact", Rung.VENDOR, _("They know whom to call, and get an answer")),
    Criterion("first-asked", Rung.PREFERRED, _("We are asked first, or are on their list of preferred suppliers")),
    Criterion("proven", Rung.PREFERRED, _("They confirmed value that we delivered")),
    Criterion("several", Rung.PREFERRED, _("People of several functions work with us")),
    Criterion("plans", Rung.PARTNER, _("Plans and forecasts are shared both ways")),
    Criterion("joint", Rung.PARTNER, _("Something is developed or improved together")),
    Criterion("executives", Rung.PARTNER, _("Executives of both sides meet regularly")),
    Criterion("advice", Rung.ADVISOR, _("They ask our advice before they decide, beyond what we sell")),
    Criterion("open", Rung.ADVISOR, _("They tell us of problems before others hear of them")),
    Criterion("recommend", Rung.ADVISOR, _("They speak for us to others")),
)
CRITERIA_BY_KEY: Final = {criterion.key: criterion for criterion in CRITERIA}


@dataclass(frozen=True)
class Gap:
    """Two views of one driver: means with the number behind each. `value` is ours less theirs, so above zero we think better."""

    theirs: float | None
    ours: float | None
    their_number: int
    our_number: int

    @property
    def value(self) -> float | None:
        return None if self.theirs is None or self.ours is None else self.ours - self.theirs

    @property
    def wide(self) -> bool:
        return self.value is not None and abs(self.value) >= WIDE


@dataclass(frozen=True)
class Change:
    """What moved between two rounds: everybody's mean, and that of those who rated both times."""

    before: float | None
    after: float | None
    same_before: float | None
    same_after: float | None
    same_number: int


@dataclass(frozen=True)
class Found:
    """What the conversations of a year say: the structure, how many of each side, and the share of the one in most of them."""

    structure: Structure | None
    ours: int
    theirs: int
    share: float


def mean(scores: Iterable[int | None]) -> float | None:
    """Of what was judged; None where nobody judged."""
    known = [score for score in scores if score is not None]
    return fmean(known) if known else None


def gap(theirs: Collection[int | None], ours: Collection[int | None]) -> Gap:
    """Both views of a driver."""
    judged = (sum(score is not None for score in side) for side in (theirs, ours))
    return Gap(mean(theirs), mean(ours), *judged)


def gap_of_means(
    theirs: Iterable[float | None], ours: Iterable[float | None], their_number: int, our_number: int
) -> Gap:
    """Both views of all drivers, each driver counting the same; the numbers are of people."""
    return Gap(_mean_of(theirs), _mean_of(ours), their_number, our_number)


def _mean_of(means: Iterable[float | None]) -> float | None:
    known = [one for one in means if one is not None]
    return fmean(known) if known else None


def most_said(said: Sequence[Structure]) -> Structure | None:
    """What most say; of as many, the loosest."""
    order = list(Structure)
    return max(order, key=lambda one: (said.count(one), -order.index(one))) if said else None


def change(before: Mapping[int, float], after: Mapping[int, float]) -> Change:
    """From one round to a later one; `before` and `after` are means by rater."""
    both = before.keys() & after.keys()
    return Change(
        fmean(before.values()) if before else None,
        fmean(after.values()) if after else None,
        fmean(before[rater] for rater in both) if both else None,
        fmean(after[rater] for rater in both) if both else None,
        len(both),
    )


def middle_rung(rungs: Sequence[Rung]) -> Rung | None:
    """The one in the middle, the lower of two: nobody is called a partner by half of those asked."""
    order = list(Rung)
    places = sorted(order.index(rung) for rung in rungs)
    return order[places[(len(places) - 1) // 2]] if places else None


def rung_reached(evidenced: Collection[str]) -> Rung | None:
    """The highest rung of which, and of all below, every criterion has evidence (`evidenced` are keys)."""
    reached = None
    for rung in Rung:
        if any(criterion.rung == rung and criterion.key not in evidenced for criterion in CRITERIA):
            return reached
        reached = rung
    return reached


def next_criteria(evidenced: Collection[str]) -> tuple[Criterion, ...]:
    """What the first rung that is not reached still lacks."""
    reached = rung_reached(evidenced)
    order = list(Rung)
    place = 0 if reached is None else order.index(reached) + 1
    if place == len(order):
        return ()
    return tuple(one for one in CRITERIA if one.rung == order[place] and one.key not in evidenced)


def structure_of(
    conversations: Iterable[tuple[Collection[int], Collection[int]]], functions: Mapping[int, str]
) -> Found:
    """By the people of ours and theirs in each conversation; `functions` are the departments of contacts, where known.

    One person of either side in all of them is a bow-tie; one in more than 60 % a cluster; three of each side and two of their
    functions, nobody in more, a diamond. Joint teams cannot be seen from conversations.
    """
    talks = [(set(ours), set(theirs)) for ours, theirs in conversations if ours and theirs]
    our_talks: Counter[int] = Counter(person for ours, _theirs in talks for person in ours)
    their_talks: Counter[int] = Counter(person for _ours, theirs in talks for person in theirs)
    if not talks:
        return Found(None, 0, 0, 0.0)
    share = max(max(our_talks.values()), max(their_talks.values())) / len(talks)
    departments = {functions[person] for person in their_talks if functions.get(person)}
    if min(len(our_talks), len(their_talks)) == 1:
        structure = Structure.BOW_TIE
    elif share > MOST_OF_ONE or min(len(our_talks), len(their_talks)) < 3 or len(departments) < 2:
        structure = Structure.CLUSTER
    else:
        structure = Structure.DIAMOND
    return Found(structure, len(our_talks), len(their_talks), share)


def share_of_scale(score: float, low: float, high: float) -> float:
    """Where a score stands on its scale, 0 to 1, from the worst to the best; `low` may be the larger number, as with German marks."""
    return (score - low) / (high - low)


def weighted_share(rows: Iterable[tuple[float, float | None]]) -> float | None:
    """The weighted mean of shares, `(share, weight)`; equal weights where any is missing. None of nothing, or where all weigh nothing."""
    known = list(rows)
    weights = [weight for _share, weight in known]
    if any(weight is None for weight in weights):
        weights = [1.0] * len(known)
    total = sum(weight for weight in weights if weight is not None)
    if not total:
        return None
    return sum(share * weight for (share, _w), weight in zip(known, weights, strict=True) if weight is not None) / total
