"""What the map says: each finding with its rule, the people, and what can be done about it. Pure over `queries.Whole`.

The limits are ours (methods §4 names the kinds and gives no published numbers but those of single-threading).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from covalue.analytics import networks
from covalue.relationships import rules
from covalue.relationships.queries import CONTACT, Card, Whole
from covalue.relationships.rules import Attitude, BuyingRole, Influence, LineKind, PersonKind

US: Final = "us"
TOO_MUCH: Final = 0.60  # of all conversations with one contact
FEW_TALKS: Final = 5  # fewer conversations say nothing about shares
LEAST_LIVE: Final = 3  # contacts spoken with in half a year
FEW: Final = 3  # with fewer contacts, one relationship says little
CUT_OFF: Final = 2  # people who can be reached through one person only
NAMED: Final = 4  # names in a sentence
NEXT: Final = 3  # people to win next
EXACT: Final = (
    300  # people up to whom the ways between others are counted; in a larger map the people one has a line to
)
SHOWN: Final = 12  # people a finding lists


class Act(StrEnum):
    """What can be done about a finding where it stands."""

    TALK = "talk"
    RATE = "rate"
    FIND = "find"
    PAIR = "pair"
    MERGE = "merge"


@dataclass(frozen=True)
class Finding:
    """One thing the map says: about whom, by which rule, and what can be done."""

    code: str
    title: str
    why: str
    rule: str
    people: tuple[Card, ...]
    act: Act
    urgent: bool = False

    @property
    def shown(self) -> tuple[Card, ...]:
        """Those it lists; the others are on the map."""
        return self.people[:SHOWN]

    @property
    def more(self) -> int:
        return len(self.people) - len(self.shown)

    @property
    def plan(self) -> str:
        """The title of an action that would do something about it."""
        names = _names(self.people)
        if self.act == Act.FIND:
            return _("Find out who they are: {roles}").format(roles=self.why)[:300]
        return (_("Speak with {who}").format(who=names) if names else self.title)[:300]


RULES: Final[Mapping[str, str | Promise]] = {
    "power": gettext_lazy("Economic buyers nobody of us has spoken with in the last 60 days."),
    "threaded": gettext_lazy(
        "One contact has more than 60 % of the conversations of six months, or without them we would not reach an economic "
        "buyer or two others, or we speak with fewer than three contacts."
    ),
    "detractor": gettext_lazy("Against us, with high influence, the role of a gatekeeper, or people they influence."),
    "missing": gettext_lazy("Buying roles of economic, technical and user buyer and coach that nobody there holds."),
    "quiet": gettext_lazy("Spoken with twice or more, but not in the last 60 days."),
    "never": gettext_lazy("Contacts nobody of us has a conversation with."),
    "stale": gettext_lazy("Ratings older than six months, and people with a buying role who were never rated."),
    "alone": gettext_lazy("Economic buyers only one of us knows."),
    "manager": gettext_lazy("People whose manager has left."),
    "deepen": gettext_lazy("Pairs of one of us and one of them who should know each other better than they do."),
    "twice": gettext_lazy("Contacts that may be one person, and were not decided about."),
    "next": gettext_lazy(
        "Not yet for us, by influence (high 3, medium 2, low 1, not known 1) and reach (their share of the ways between "
        "others, above 300 people of the lines, and whom they influence), more when somebody of us or a supporter is near."
    ),
}


def of(whole: Whole, duplicates: Iterable[str] = ()) -> tuple[Finding, ...]:
    """What the map says, the urgent first; `duplicates` are the keys of contacts that may be one person."""
    there = [card for card in whole.cards.values() if card.is_there]
    found = (
        *_power(there), *_threaded(whole, there), *_detractors(whole, there), *_missing(whole, there),
        *_manager_left(whole, there), *_next(whole, there), *_alone(there), *_quiet(there), *_deepen(whole, there),
        *_never(there), *_stale(there), *_twice(whole, duplicates),
    )  # fmt: skip
    return tuple(sorted(found, key=lambda finding: not finding.urgent))


def reach(whole: Whole) -> dict[str, set[str]]:
    """Whom we reach: us beside everybody spoken with in half a year, and the lines between the people there."""
    there = [key for key, card in whole.cards.items() if card.is_there]
    live = [(US, key) for key in there if whole.cards[key].recent]
    reports = [(key, card.manager) for key, card in whole.cards.items() if card.manager]
    ties = [(tie.start, tie.end) for tie in whole.ties if tie.kind != LineKind.CONFLICT]
    return networks.network([US, *there], [*live, *reports, *ties])


def _power(there: list[Card]) -> Iterator[Finding]:
    buyers = [card for card in there if card.decides]
    far = [card for card in buyers if card.quiet]
    if far:
        why = ngettext(
            "%(n)s of %(all)s economic buyers has no contact with us: %(who)s.",
            "%(n)s of %(all)s economic buyers have no contact with us: %(who)s.",
            len(far),
        ) % {"n": len(far), "all": len(buyers), "who": _names(far)}
        yield _finding("power", _("Power without us"), why, far, Act.TALK, urgent=True)


def _threaded(whole: Whole, there: list[Card]) -> Iterator[Finding]:
    contacts = [card for card in there if card.kind == CONTACT]
    if len(contacts) < FEW:
        return
    title, told = _("Single-threaded"), set()
    for card, lost in _cut_off(whole, contacts):
        power = any(whole.cards[key].decides for key in lost)
        if power or len(lost) >= CUT_OFF:
            told.add(card.key)
            why = ngettext(
                "If %(who)s leaves, %(n)s link goes: %(lost)s.",
                "If %(who)s leaves, %(n)s links go: %(lost)s.",
                len(lost),
            ) % {"who": card.name, "n": len(lost), "lost": _names([whole.cards[key] for key in sorted(lost)])}
            yield _finding("threaded", title, why, [card], Act.TALK, urgent=power)
            break
    talks = sum(card.recent for card in contacts)
    most = max(contacts, key=lambda card: card.recent)
    if talks >= FEW_TALKS and most.recent / talks > TOO_MUCH and most.key not in told:
        why = _("{share} % of the conversations of six months were with {who}.")
        share = round(100 * most.recent / talks)
        yield _finding("threaded", title, why.format(share=share, who=most.name), [most], Act.TALK, urgent=True)
        return
    live = [card for card in contacts if card.recent]
    if 0 < len(live) < LEAST_LIVE and not told:
        why = _("In the last six months we spoke with {who} only: if they leave, the relationship goes with them.")
        yield _finding("threaded", title, why.format(who=_names(live)), live, Act.TALK, urgent=len(live) == 1)


def _cut_off(whole: Whole, contacts: list[Card]) -> list[tuple[Card, set[str]]]:
    """Contacts without whom we would not reach others, those who would cost us most first."""
    near = reach(whole)
    points = networks.articulation_points(near)
    cuts = [
        (card, networks.lost_without(near, card.key, US)) for card in contacts if card.key in points and card.recent
    ]
    return sorted(((card, lost) for card, lost in cuts if lost), key=lambda pair: (-len(pair[1]), pair[0].name))


def _detractors(whole: Whole, there: list[Card]) -> Iterator[Finding]:
    for card in there:
        if card.attitude != Attitude.AGAINST:
            continue
        led = [whole.cards[tie.end] for tie in whole.ties if tie.start == card.key and tie.kind == LineKind.INFLUENCES]
        if led:
            why = _("{who} is against us and influences {others}.").format(who=card.name, others=_names(led))
        elif card.role == BuyingRole.GATEKEEPER:
            why = _("{who} is against us and a gatekeeper.").format(who=card.name)
        elif card.influence == Influence.HIGH:
            why = _("{who} is against us, and their word counts.").format(who=card.name)
        else:
            continue
        yield _finding("detractor", _("A detractor with reach"), why, [card], Act.TALK, urgent=True)


def _missing(whole: Whole, there: list[Card]) -> Iterator[Finding]:
    held = {card.role for card in there}
    roles = [role for role in rules.REQUIRED if role not in held]
    unfound = [card for card in whole.cards.values() if card.kind == PersonKind.ROLE]
    if there and (roles or unfound):
        names = [str(rules.ROLE_NAMES[role]) for role in roles] + [card.name for card in unfound]
        urgent = BuyingRole.ECONOMIC in roles
        title = _("No economic buyer named") if urgent else _("Roles missing")
        yield _finding("missing", title, ", ".join(dict.fromkeys(names)), unfound, Act.FIND, urgent=urgent)


def _manager_left(whole: Whole, there: list[Card]) -> Iterator[Finding]:
    cards = whole.cards
    led = [card for card in there if card.manager and cards[card.manager].left_on is not None]
    if led:
        why = _("{who} reported to somebody who left.").format(who=_names(led))
        yield _finding("manager", _("Manager left"), why, led, Act.TALK)


def _next(whole: Whole, there: list[Card]) -> Iterator[Finding]:
    ranked = to_win(whole, there)[:NEXT]
    if ranked:
        best, why = ranked[0]
        yield _finding(
            "next", _("Win next: {who}").format(who=best.name), why, [card for card, _why in ranked], Act.TALK
        )


def to_win(whole: Whole, there: list[Card]) -> list[tuple[Card, str]]:
    """Whom to win next, each with why, the best first; nobody where no one of weight is open."""
    near = reach(whole)
    ways = networks.betweenness(near) if len(near) <= EXACT else networks.degree(near)
    weight = {Influence.HIGH: 3, Influence.MEDIUM: 2}
    made = []
    for card in there:
        if card.attitude in (Attitude.SUPPORTS, Attitude.AGAINST) or not (card.role or card.influence in weight):
            continue
        led = sum(tie.strength for tie in whole.ties if tie.start == card.key and tie.kind == LineKind.INFLUENCES)
        friends = [whole.cards[key].name for key in sorted(near[card.key] - {US}) if _supports(whole, key)]
        score = weight.get(card.influence, 1) * (1 + ways[card.key] + 0.25 * led) + card.decides
        score *= 1 + 0.25 * bool(card.known_by) + 0.25 * bool(friends)
        made.append((score, card, _why_next(card, friends)))
    return [(card, why) for _score, card, why in sorted(made, key=lambda row: (-row[0], row[1].name))]


def _supports(whole: Whole, key: str) -> bool:
    return key in whole.cards and whole.cards[key].attitude == Attitude.SUPPORTS


def _why_next(card: Card, friends: list[str]) -> str:
    parts = [card.role_name, card.influence_name if card.influence != Influence.UNKNOWN else "", card.attitude_name]
    if friends:
        parts.append(_("{who} supports us and is near them").format(who=", ".join(friends[:2])))
    if card.known_by:
        known = ngettext("%(n)s of us knows them", "%(n)s of us know them", card.known_by) % {"n": card.known_by}
        parts.append(known)
    return "; ".join(part for part in parts if part)


def _alone(there: list[Card]) -> Iterator[Finding]:
    alone = [card for card in there if card.decides and card.known_by == 1]
    if alone:
        why = _("Only one of us has spoken with {who}.").format(who=_names(alone))
        yield _finding("alone", _("Known by one of us"), why, alone, Act.PAIR)


def _quiet(there: list[Card]) -> Iterator[Finding]:
    quiet = [card for card in there if card.quiet and card.talks >= 2 and not card.decides]
    if quiet:
        yield _finding("quiet", _("Gone quiet"), _names(quiet), quiet, Act.TALK)


def _never(there: list[Card]) -> Iterator[Finding]:
    never = [card for card in there if card.kind == CONTACT and not card.talks and not card.decides]
    if never:
        yield _finding("never", _("Nobody speaks with them"), _names(never), never, Act.TALK)


def _stale(there: list[Card]) -> Iterator[Finding]:
    stale = [card for card in there if card.is_stale or (card.rated_on is None and card.role)]
    if stale:
        yield _finding("stale", _("Ratings to renew"), _names(stale), stale, Act.RATE)


def _deepen(whole: Whole, there: list[Card]) -> Iterator[Finding]:
    keys = {card.key for card in there}
    short = [pair for pair in whole.pairs if pair.short and pair.who in keys]
    if short:
        names = ", ".join(f"{pair.colleague.name} – {whole.cards[pair.who].name}" for pair in short[:NAMED])
        cards = [whole.cards[key] for key in dict.fromkeys(pair.who for pair in short)]
        yield _finding("deepen", _("Relationships to deepen"), names, cards, Act.TALK)


def _twice(whole: Whole, duplicates: Iterable[str]) -> Iterator[Finding]:
    cards = [whole.cards[key] for key in duplicates if key in whole.cards]
    if cards:
        yield _finding("twice", _("Likely the same person"), _names(cards), cards, Act.MERGE)


def _finding(code: str, title: str, why: str, people: Iterable[Card], act: Act, *, urgent: bool = False) -> Finding:
    return Finding(code, title, why, str(RULES[code]), tuple(people), act, urgent)


def _names(cards: Iterable[Card]) -> str:
    names = [card.name for card in cards]
    if len(names) <= NAMED:
        return ", ".join(names)
    return _("{names} and {n} more").format(names=", ".join(names[:NAMED]), n=len(names) - NAMED)
