"""Reading the map of an account as of a date; queries of accounts decide whose."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Q, QuerySet

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account, Contact
from covalue.analytics import layout
from covalue.analytics.layout import Chart
from covalue.conversations import queries as conversations
from covalue.conversations import rhythm
from covalue.conversations.queries import HEARD_RECENTLY, is_quiet
from covalue.core import errors
from covalue.people import queries as people
from covalue.people.models import User
from covalue.relationships import rules
from covalue.relationships.models import Line, Map, Pair, Placeholder, Rating, Spot
from covalue.relationships.rules import Attitude, BuyingRole, Influence, Level, LineKind, PersonKind, Rated

CONTACT: Final = "contact"
SHOWN_AFTER_LEAVING: Final = timedelta(days=90)
STALE_AFTER: Final = timedelta(days=182)  # a rating older than this is asked again


@dataclass(frozen=True)
class Card:
    """One person of the map. `key` is c and the contact's number, or p and the placeholder's.

    `moved` and `led` are the revisions that last moved the card and last said whom they report to.
    """

    key: str
    name: str
    title: str
    kind: str
    contact_id: int | None
    role: BuyingRole | None
    role_text: str
    manager: str | None
    attitude: Attitude = Attitude.UNKNOWN
    influence: Influence = Influence.UNKNOWN
    stage: str = ""
    left_on: date | None = None
    last_held: date | None = None
    talks: int = 0
    recent: int = 0
    known_by: int = 0
    rated_on: date | None = None
    by_hand: bool = False
    moved: int = 0
    led: int = 0
    manager_name: str = ""
    quiet_after: timedelta | None = None  # what they asked for
    today: date = field(default=date.min, repr=False)

    @property
    def is_there(self) -> bool:
        """Whether they are somebody to speak with: a person, who has not left."""
        return self.left_on is None and self.kind != PersonKind.ROLE

    @property
    def decides(self) -> bool:
        return self.role == BuyingRole.ECONOMIC

    @property
    def quiet(self) -> bool:
        """Whether nobody has spoken with them for long, or ever."""
        return self.is_there and is_quiet(self.last_held, self.today, self.quiet_after)

    @property
    def days_ago(self) -> int | None:
        """Days since we last spoke with them."""
        return (self.today - self.last_held).days if self.last_held else None

    @property
    def is_rated(self) -> bool:
        return self.attitude != Attitude.UNKNOWN

    @property
    def is_stale(self) -> bool:
        """Whether the team's view of them is old."""
        return self.rated_on is not None and self.today - self.rated_on > STALE_AFTER

    @property
    def role_name(self) -> str:
        """Their buying role in words; a free text as it was typed."""
        return str(rules.ROLE_NAMES[self.role]) if self.role else self.role_text

    @property
    def attitude_name(self) -> str:
        return str(rules.ATTITUDE_NAMES[self.attitude])

    @property
    def influence_name(self) -> str:
        return str(rules.INFLUENCE_NAMES[self.influence])

    @property
    def stage_name(self) -> str:
        return str(rules.STAGE_NAMES[self.stage]) if self.stage else ""


@dataclass(frozen=True)
class Tie:
    """A line of the map other than reporting."""

    id: int
    kind: LineKind
    start: str
    end: str
    strength: int


@dataclass(frozen=True)
class Acquaintance:
    """How well one of us knows one of them: noted, or only seen by conversations (`noted` is None then)."""

    who: str
    colleague: User
    current: int
    wanted: int | None
    noted: date | None
    last_held: date | None = None
    talks: int = 0

    @property
    def current_name(self) -> str:
        return str(rules.LEVEL_NAMES[self.current])

    @property
    def wanted_name(self) -> str:
        return str(rules.LEVEL_NAMES[self.wanted]) if self.wanted is not None else ""

    @property
    def short(self) -> bool:
        """Whether it is less than wanted."""
        return self.wanted is not None and self.current < self.wanted


@dataclass(frozen=True)
class Whole:
    """The map of an account as of a day: everybody, the lines between them, who of us knows whom, and where cards stand."""

    account: Account
    on: date
    revision: int
    cards: Mapping[str, Card]
    ties: tuple[Tie, ...]
    pairs: tuple[Acquaintance, ...]
    chart: Chart[str]
    unplaced: tuple[str, ...]

    @property
    def placed(self) -> tuple[Card, ...]:
        return tuple(self.cards[key] for key in self.chart.spots)

    @property
    def backlog(self) -> tuple[Card, ...]:
        """Who is there and has no place yet."""
        return tuple(self.cards[key] for key in self.unplaced)

    @property
    def managers(self) -> dict[str, str | None]:
        return {key: card.manager for key, card in self.cards.items()}

    @property
    def deciders_known(self) -> int:
        return sum(1 for card in self.cards.values() if card.is_there and card.role)

    @property
    def deciders(self) -> int:
        """Those with a buying role, and the roles nobody was found for yet."""
        missing = sum(1 for card in self.cards.values() if card.kind == PersonKind.ROLE)
        return self.deciders_known + missing

    def below(self, key: str) -> list[Card]:
        return [card for card in self.cards.values() if card.manager == key]

    def pairs_of(self, key: str) -> list[Acquaintance]:
        return [pair for pair in self.pairs if pair.who == key]

    def ties_of(self, key: str) -> list[Tie]:
        return [tie for tie in self.ties if key in (tie.start, tie.end)]


def whole(account: Account, on: date | None = None) -> Whole:
    """The map of an account today, or as it was at the end of a day."""
    today = account.today()
    day = min(on or today, today)
    until = _end_of(account, day)
    contacts = [row for row in accounts.contacts_of(account) if row.created_at <= until and row.erased_at is None]
    placeholders = list(_placeholders(account, until))
    lines = _lines(account, until)
    spots = _latest(Spot.objects.filter(account=account, noted_at__lte=until, undone_at=None), lambda row: row.who)
    ratings = _latest(
        Rating.objects.filter(account=account, noted_at__lte=until, undone_at=None), lambda row: (row.who, row.what)
    )
    reports = {line.start: line for line in lines if line.kind == LineKind.REPORTS and line.ended_at is None}
    cards = {f"c{row.pk}": _of_contact(row) for row in contacts}
    cards |= {f"p{row.pk}": _of_placeholder(row) for row in placeholders}
    managers = _managers(account, contacts, reports, day < today)
    held = _held(account, day)
    pairs = _pairs(account, until, day)
    known = _known_by(pairs)
    asked = rhythm.of_contacts(row.pk for row in contacts)
    for key, card in cards.items():
        manager = managers.get(key)
        last, talks, recent = held.get(card.contact_id, (None, 0, 0)) if card.contact_id else (None, 0, 0)
        left = card.left_on if card.left_on is not None and card.left_on <= day else None
        spot = spots.get(key)
        cards[key] = replace(
            _rated(account, card, ratings, past=day < today),
            manager=manager if manager in cards and manager != key else None,
            left_on=left, last_held=last, talks=talks, recent=recent, known_by=len(known[key]),
            by_hand=spot is not None and spot.x is not None, moved=spot.revision if spot else 0,
            led=reports[key].revision if key in reports else 0, today=day,
            quiet_after=asked.get(card.contact_id) if card.contact_id else None,
        )  # fmt: skip
    ties = tuple(
        Tie(line.pk, LineKind(line.kind), line.start, line.end, line.strength)
        for line in lines
        if line.kind != LineKind.REPORTS and line.ended_at is None and line.start != line.end
    )
    shown = _shown(cards, ties)
    ties = tuple(tie for tie in ties if tie.start in shown and tie.end in shown)
    chart, unplaced = _charted(shown, ties, spots)
    return Whole(account, day, revision_of(account), shown, ties, pairs, chart, unplaced)


def revision_of(account: Account) -> int:
    """How often the map was changed."""
    return Map.objects.filter(account=account).values_list("revision", flat=True).first() or 0


def card_of(account: Account, key: str, on: date | None = None) -> tuple[Whole, Card]:
    """The map and one person of it; NotFound for somebody who is not on it."""
    made = whole(account, on)
    if key not in made.cards:
        raise errors.NotFound()
    return made, made.cards[key]


def person(account: Account, key: str) -> Contact | Placeholder:
    """The row behind a key; NotFound for anybody not of this account, whoever it may be."""
    kind, number = key[:1], key[1:]
    if kind not in "cp" or not number.isdecimal() or len(number) > 18:
        raise errors.NotFound()
    rows: QuerySet[Any] = (
        account.contacts.filter(erased_at=None)
        if kind == "c"
        else Placeholder.objects.filter(account=account, removed_at=None, undone_at=None)
    )
    row: Contact | Placeholder | None = rows.filter(pk=int(number)).first()
    if row is None:
        raise errors.NotFound()
    return row


def get_line(user: User, line_id: int) -> Line:
    """One line on an account this user may open, ended ones included."""
    return accounts.get_within(user, Line.objects.select_related("account").filter(undone_at=None), line_id)


def colleagues_for(account: Account) -> QuerySet[User]:
    """Who of us can know somebody there: whoever may open the account."""
    return accounts.who_may_open(account)


def ratings_of(account: Account, key: str) -> list[Rating]:
    """Every rating of a person, the latest first."""
    rows = Rating.objects.filter(account=account, undone_at=None, **row_filter(key))
    return list(rows.select_related("noted_by").order_by("-noted_at", "-pk"))


def noted_on(account: Account) -> int:
    """How much the team has noted on the map: ratings, pairs and lines that count now."""
    now = {"account": account, "undone_at": None}
    rated = Rating.objects.filter(**now).values("contact", "placeholder", "what").order_by().distinct()
    pairs = Pair.objects.filter(**now).values("contact", "placeholder", "colleague").order_by().distinct()
    return rated.count() + pairs.count() + Line.objects.filter(**now, ended_at=None).count()


def lines_among(contact_ids: Collection[int]) -> QuerySet[Line]:
    """The lines that stand between two of these contacts, of whatever kind."""
    ids = list(contact_ids)
    return Line.objects.filter(from_contact__in=ids, to_contact__in=ids, ended_at=None, undone_at=None)


def row_filter(key: str, prefix: str = "") -> dict[str, int]:
    """The filter that finds a person's rows."""
    name = "contact" if key.startswith("c") else "placeholder"
    return {f"{prefix}{name}": int(key[1:])}


def _end_of(account: Account, day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(account.time_zone)) - timedelta(microseconds=1)


def _placeholders(account: Account, until: datetime) -> QuerySet[Placeholder]:
    there = Q(removed_at=None) | Q(removed_at__gt=until)
    return Placeholder.objects.filter(there, account=account, undone_at=None, created_at__lte=until)


def _lines(account: Account, until: datetime) -> list[Line]:
    """Lines drawn until then, with those ended later as open; and reporting lines that had ended, to know of them."""
    rows = list(Line.objects.filter(account=account, undone_at=None, noted_at__lte=until).order_by("noted_at", "pk"))
    for row in rows:
        if row.ended_at is not None and row.ended_at > until:
            row.ended_at = None
    return rows


def _latest(rows: QuerySet[Any], key: Any) -> dict[Any, Any]:
    return {key(row): row for row in rows.select_related("noted_by").order_by("noted_at", "pk")}


def _of_contact(row: Contact) -> Card:
    return Card(
        f"c{row.pk}", row.name, row.title or row.department, CONTACT, row.pk, rules.role_of(row.buying_role),
        row.buying_role, None, left_on=row.departed_on,
    )  # fmt: skip


def _of_placeholder(row: Placeholder) -> Card:
    role = rules.role_of(row.buying_role)
    return Card(f"p{row.pk}", row.name, row.title, row.kind, None, role, row.buying_role, None)


def _managers(
    account: Account, contacts: Iterable[Contact], reports: Mapping[str, Line], past: bool
) -> dict[str, str | None]:
    """Whom everybody reports to. Between contacts today's fact counts; of the past the lines do, where there are any."""
    made: dict[str, str | None] = {key: line.end for key, line in reports.items()}
    lined = set()
    if past:
        lines = Line.objects.filter(account=account, kind=LineKind.REPORTS, undone_at=None)
        lined = set(lines.exclude(from_contact=None).values_list("from_contact", flat=True))
    for row in contacts:
        key = f"c{row.pk}"
        if past and row.pk in lined:
            continue
        if row.reports_to_id is not None:
            made[key] = f"c{row.reports_to_id}"
        elif (made.get(key) or "").startswith("c"):
            made[key] = None
    return made


def _rated(account: Account, card: Card, ratings: Mapping[tuple[str, str], Rating], *, past: bool) -> Card:
    key = card.key
    attitude, influence = ratings.get((key, Rated.ATTITUDE)), ratings.get((key, Rated.INFLUENCE))
    stage, role = ratings.get((key, Rated.STAGE)), ratings.get((key, Rated.ROLE))
    changes: dict[str, Any] = {}
    if attitude:
        changes |= {"attitude": Attitude(attitude.value), "rated_on": account.day_of(attitude.noted_at)}
    if influence:
        changes["influence"] = Influence(influence.value)
    if stage:
        changes["stage"] = stage.value
    if role and past:
        changes |= {"role": rules.role_of(role.value), "role_text": role.value}
    return replace(card, **changes)


def _held(account: Account, day: date) -> dict[int, tuple[date, int, int]]:
    """For each contact the last conversation, how many there were, and how many lately."""
    talks = conversations.held_until(account, day).exclude(contacts=None)
    recent = Q(held_on__gt=day - HEARD_RECENTLY)
    rows = talks.values_list("contacts").annotate(last=Max("held_on"), n=Count("pk"), lately=Count("pk", filter=recent))
    return {contact: (last, n, lately) for contact, last, n, lately in rows.order_by()}


def _pairs(account: Account, until: datetime, day: date) -> tuple[Acquaintance, ...]:
    """Who of us knows whom: what was noted, and whoever spoke with them."""
    noted = _latest(
        Pair.objects.filter(account=account, noted_at__lte=until, undone_at=None).select_related("colleague"),
        lambda row: (row.who, row.colleague_id),
    )
    talks = conversations.held_until(account, day)
    rows = talks.exclude(contacts=None).exclude(people=None).values_list("contacts", "people")
    spoken = {
        (f"c{contact}", user): (last, n)
        for contact, user, last, n in rows.annotate(last=Max("held_on"), n=Count("pk")).order_by()
    }
    names = people.by_ids({user for _key, user in [*noted, *spoken]})
    made = []
    for key, user in dict.fromkeys([*noted, *spoken]):
        row, (last, n) = noted.get((key, user)), spoken.get((key, user), (None, 0))
        if user in names:
            current = row.current if row else Level.MET
            made.append(
                Acquaintance(
                    key,
                    names[user],
                    current,
                    row.wanted if row else None,
                    account.day_of(row.noted_at) if row else None,
                    last,
                    n,
                )
            )
    return tuple(sorted(made, key=lambda pair: (pair.who, -pair.current, -pair.talks, pair.colleague.name)))


def _known_by(pairs: Iterable[Acquaintance]) -> dict[str, set[int]]:
    known: dict[str, set[int]] = defaultdict(set)
    for pair in pairs:
        if pair.current > Level.NONE:
            known[pair.who].add(pair.colleague.pk)
    return known


def _shown(cards: Mapping[str, Card], ties: Iterable[Tie]) -> dict[str, Card]:
    """Everybody who is there, and of those who left whoever has people, was placed, or left lately."""
    leads = {card.manager for card in cards.values() if card.left_on is None}
    shown = {
        key: card
        for key, card in cards.items()
        if card.left_on is None or key in leads or card.today - card.left_on <= SHOWN_AFTER_LEAVING
    }
    return {
        key: replace(card, manager_name=shown[card.manager].name)
        if card.manager in shown
        else replace(card, manager=None)
        for key, card in sorted(shown.items(), key=lambda pair: (pair[1].name.casefold(), pair[0]))
    }


def _charted(
    cards: Mapping[str, Card], ties: Iterable[Tie], spots: Mapping[str, Spot]
) -> tuple[Chart[str], tuple[str, ...]]:
    """The chart of everybody with a line or a place; the others have none yet."""
    lined = {key for tie in ties for key in (tie.start, tie.end)}
    leads = {card.manager for card in cards.values()}
    on_map = {
        key: card.manager
        for key, card in cards.items()
        if card.manager or key in leads or key in lined or card.by_hand or card.kind != CONTACT
    }
    placed = {
        key: (float(spot.x), float(spot.y)) for key, spot in spots.items() if spot.x is not None and spot.y is not None
    }
    chart = layout.chart(
        on_map, [(tie.start, tie.end) for tie in ties], {k: v for k, v in placed.items() if k in on_map}
    )
    return chart, tuple(key for key, card in cards.items() if key not in on_map and card.left_on is None)
