"""Reading sources: whatever hangs on one is its owner's alone."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeVar

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account, Contact
from covalue.core import errors, mailboxes
from covalue.people import queries as people
from covalue.people.models import User
from covalue.sources.models import Item, LeftOut, Participant, Reading, SharedItem, Source
from covalue.sources.reading.reasons import NOTES, REASONS, Note, Reason
from covalue.sources.rules import Copy, Sharing, SharingChoice, SourceItemKind, SourceKind, shared_as
from covalue.web.pager import Pager

Row = TypeVar("Row")
ITEMS_A_PAGE: Final = 50
READINGS_SHOWN: Final = 10
EVIDENCE: Final = 3
MOST_PROPOSED: Final = 50
PEOPLE_OF_A_THREAD: Final = 100
AT_ONCE: Final = 500  # values of one query


def may_have_sources(user: User) -> bool:
    """Whether somebody can connect a calendar or mail: our own people, never a customer's guest."""
    return user.is_active and not user.is_guest


def visible_to(user: User) -> QuerySet[Source]:
    """One's own sources, nobody else's, whatever one's role."""
    return Source.objects.filter(owner=user) if may_have_sources(user) else Source.objects.none()


def get(user: User, source_id: int) -> Source:
    """One of one's own sources; anybody else's is not there."""
    return visible_to(user).select_related("owner").filter(pk=source_id).first() or _not_found(Source)


def get_item(user: User, item_id: int) -> Item:
    """A meeting or message in one's own sources."""
    rows = Item.objects.select_related("source__owner").filter(source__in=visible_to(user).values("pk"))
    return rows.filter(pk=item_id).first() or _not_found(Item)


def get_reading(user: User, reading_id: int) -> Reading:
    """One time a source of one's own was read."""
    rows = Reading.objects.select_related("source__owner").filter(source__in=visible_to(user).values("pk"))
    return rows.filter(pk=reading_id).first() or _not_found(Reading)


def colleague(email: str) -> User:
    """Our active colleague with this address; BadInput for anybody else."""
    user = people.by_email(email)
    if user is None or not may_have_sources(user):
        raise errors.BadInput(_("There is no colleague with the address {email}.").format(email=email), field="owner")
    return user


def addresses_of(user: User) -> frozenset[str]:
    """The addresses somebody is known under in calendars and mail."""
    logins = visible_to(user).exclude(username="").values_list("username", flat=True)
    return frozenset({user.email, *(mailboxes.folded(login) for login in logins if "@" in login)})


def readings_of(source: Source) -> QuerySet[Reading]:
    """The times a source was read, the latest first."""
    return source.readings.order_by("-id")


def items_of(source: Source) -> QuerySet[Item]:
    """What was found in a source, the latest first."""
    return source.items.order_by("-starts_at", "-id")


@dataclass(frozen=True)
class SourceRow:
    """A source with how much was found in it, and how much of it the teams see."""

    source: Source
    items: int
    shared: int


@dataclass(frozen=True)
class SourcesPage:
    """Somebody's sources, and how many people wait to be added as contacts."""

    rows: tuple[SourceRow, ...]
    people: int


@dataclass(frozen=True)
class Why:
    """A reason with how often."""

    reason: str
    count: int


@dataclass(frozen=True)
class ReadingRow:
    """One time a source was read, with its reasons in words."""

    reading: Reading
    skipped: tuple[Why, ...]
    notes: tuple[Why, ...]


@dataclass(frozen=True)
class ItemRow:
    """A meeting or message with who took part, and the accounts it is shared with."""

    item: Item
    people: tuple[Participant, ...]
    shared_with: tuple[Account, ...]


@dataclass(frozen=True)
class SourcePage:
    """One source: when it was read, what was found, what of it is shared."""

    source: Source
    readings: tuple[ReadingRow, ...]
    items: tuple[ItemRow, ...]
    pager: Pager


@dataclass(frozen=True)
class ThreadPerson:
    """Somebody of a thread: in how many of its messages they were, and how many of those they sent."""

    email: str
    name: str
    seen: int
    led: int
    contact: Contact | None


@dataclass(frozen=True)
class Thread:
    """The messages of a thread, or the meetings of a series, in the order they came, and who took part."""

    item: Item
    items: tuple[ItemRow, ...]
    people: tuple[ThreadPerson, ...]
    pager: Pager


def sources_page(user: User) -> SourcesPage:
    """What the page of somebody's calendars and mail shows."""
    rows = visible_to(user).annotate(held=Count("items")).order_by("name", "id")
    shared = SharedItem.objects.filter(withdrawn_at=None).values("key")
    counted = dict(
        Item.objects.filter(source__in=rows.values("pk"), key__in=shared)
        .order_by()
        .values_list("source")
        .annotate(n=Count("pk"))
    )
    return SourcesPage(
        tuple(SourceRow(row, row.held, counted.get(row.pk, 0)) for row in rows), sum(1 for _one in proposals(user))
    )


def source_page(source: Source, page: int) -> SourcePage:
    """What the page of a source shows."""
    rows = items_of(source)
    pager = Pager(page, rows.count(), ITEMS_A_PAGE)
    shown = list(rows.prefetch_related("participants")[pager.start : pager.end])
    shared = _accounts_shared_with(row.key for row in shown)
    return SourcePage(
        source,
        tuple(reading_row(reading) for reading in readings_of(source)[:READINGS_SHOWN]),
        tuple(ItemRow(row, tuple(row.participants.all()), tuple(shared.get(row.key, ()))) for row in shown),
        pager,
    )


def in_thread(user: User, item: Item) -> QuerySet[Item]:
    """The thread or series an item belongs to, the earliest first: in all of one's own sources, each message once."""
    own = Item.objects.filter(source__in=visible_to(user).values("pk"), kind=item.kind, uid_key=item.uid_key)
    twice = own.filter(key=OuterRef("key"), pk__lt=OuterRef("pk"))
    return own.filter(~Exists(twice)).order_by("starts_at", "id")


def thread_page(user: User, item: Item, page: int) -> Thread:
    """What the page of a thread shows."""
    rows = in_thread(user, item)
    pager = Pager(page, rows.count(), ITEMS_A_PAGE)
    shown = list(rows.prefetch_related("participants")[pager.start : pager.end])
    shared = _accounts_shared_with(row.key for row in shown)
    items = tuple(ItemRow(row, tuple(row.participants.all()), tuple(shared.get(row.key, ()))) for row in shown)
    return Thread(item, items, _people_of(user, rows), pager)


def _people_of(user: User, rows: QuerySet[Item]) -> tuple[ThreadPerson, ...]:
    """Who took part in these, the most frequent first, with the contact they are."""
    known = contacts_of(user)
    counted = (
        Participant.objects.filter(item__in=rows.order_by().values("pk"))
        .order_by()
        .values("email")
        .annotate(seen=Count("item", distinct=True), led=Count("item", filter=Q(leads=True)), called=Max("name"))
        .order_by("-led", "-seen", "email")[:PEOPLE_OF_A_THREAD]
    )
    return tuple(
        ThreadPerson(
            row["email"], row["called"], row["seen"], row["led"],
            next(iter(known.get(row["email"], ())), None),
        )
        for row in counted
    )  # fmt: skip


def reading_row(reading: Reading) -> ReadingRow:
    """A reading with what was skipped and noted, in words, the most frequent first."""
    skipped = tuple(Why(str(REASONS[Reason(key)]), count) for key, count in _frequent(reading.reasons))
    notes = tuple(Why(str(NOTES[Note(key)]), count) for key, count in _frequent(reading.notes))
    return ReadingRow(reading, skipped, notes)


def _frequent(counts: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def _accounts_shared_with(keys: Iterable[str]) -> dict[str, list[Account]]:
    shared = SharedItem.objects.filter(key__in=list(keys), withdrawn_at=None, conversation__removed_at=None)
    result: dict[str, list[Account]] = defaultdict(list)
    for row in shared.select_related("conversation__account"):
        result[row.key].append(row.conversation.account)
    return result


def copy_of(item: Item) -> Copy:
    """An item as the rules of sharing ask for it."""
    return Copy(
        sharing=Sharing(item.source.sharing),
        choice=SharingChoice(item.choice),
        private=item.private,
        stands=item.stands,
        ends_at=item.ends_at,
    )


def sharing_of(item: Item, now: datetime) -> Sharing:
    """What the teams see of an item."""
    return shared_as(copy_of(item), now)


def contacts_of(user: User) -> dict[str, list[Contact]]:
    """The contacts on active accounts this user may work in, by folded address."""
    result: dict[str, list[Contact]] = defaultdict(list)
    for contact in accounts.contacts_with_address(user):
        result[mailboxes.folded(contact.email)].append(contact)
    return result


def keys_with(source: Source, emails: Collection[str]) -> set[str]:
    """Those items of a source in which one of these addresses took part."""
    keys: set[str] = set()
    for some in in_parts(sorted(emails)):
        rows = Item.objects.filter(source=source, participants__email__in=some)
        keys |= set(rows.order_by().values_list("key", flat=True))
    return keys


def in_parts(values: list[str]) -> Iterator[list[str]]:
    """Values in parts that fit into one query."""
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]


@dataclass(frozen=True)
class Proposal:
    """Somebody seen in one's meetings and mail who is no contact yet; the evidence are the items they were seen in."""

    email: str
    name: str
    seen: int
    last: datetime
    account: Account | None
    evidence: tuple[Item, ...]


def proposals(user: User) -> tuple[Proposal, ...]:
    """People seen with contacts, or at a domain contacts have, who are no contacts: the most seen first.

    Nothing is guessed about them but the account, from the domain; no attitude is read out of any text.
    """
    if not visible_to(user).exists():
        return ()
    known = contacts_of(user)
    by_domain = _accounts_by_domain(known)
    if not by_domain:
        return ()
    rows = (
        Participant.objects.filter(domain__in=by_domain, item__source__in=visible_to(user).values("pk"), human=True)
        .exclude(email__in=LeftOut.objects.filter(owner=user).values("email"))
        .order_by()
        .values("email")
        .annotate(seen=Count("item", distinct=True), last=Max("item__starts_at"), called=Max("name"))
        .order_by("-seen", "email")
    )
    new = [row for row in rows if row["email"] not in known][:MOST_PROPOSED]
    evidence = _evidence(user, [row["email"] for row in new])
    return tuple(
        Proposal(
            row["email"],
            row["called"] or _name_of(row["email"]),
            row["seen"],
            row["last"],
            by_domain.get(row["email"].rpartition("@")[2]),
            tuple(evidence.get(row["email"], ())),
        )
        for row in new
    )


def proposal(user: User, email: str) -> Proposal:
    """One of them, by address."""
    found = (row for row in proposals(user) if row.email == mailboxes.folded(email))
    return next(found, None) or _not_found(Proposal)


def _accounts_by_domain(known: dict[str, list[Contact]]) -> dict[str, Account]:
    """The account most contacts of a domain are on; domains of our own people are left out."""
    ours = {email.rpartition("@")[2] for email in people.not_guests().values_list("email", flat=True)}
    counted: dict[str, dict[Account, int]] = defaultdict(lambda: defaultdict(int))
    for email, contacts in known.items():
        domain = email.rpartition("@")[2]
        for contact in contacts:
            counted[domain][contact.account] += 1
    return {
        domain: max(rows, key=lambda account: (rows[account], -account.pk))
        for domain, rows in counted.items()
        if domain not in ours and domain not in EVERYBODYS
    }


# Domains at which anybody has an address: they say nothing about an account.
EVERYBODYS: Final = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "hotmail.com",
        "live.com",
        "yahoo.com",
        "icloud.com",
        "me.com",
        "aol.com",
        "gmx.de",
        "gmx.net",
        "web.de",
        "t-online.de",
        "proton.me",
        "protonmail.com",
        "mail.ru",
        "qq.com",
        "163.com",
    ]
)


def _evidence(user: User, emails: list[str]) -> dict[str, list[Item]]:
    rows = Participant.objects.filter(email__in=emails, item__source__in=visible_to(user).values("pk"))
    result: dict[str, list[Item]] = defaultdict(list)
    for row in rows.select_related("item").order_by("-item__starts_at")[: EVIDENCE * MOST_PROPOSED * 4]:
        if len(result[row.email]) < EVIDENCE:
            result[row.email].append(row.item)
    return result


def _name_of(email: str) -> str:
    """A name made of an address: what stands before the sign, in words."""
    words = email.partition("@")[0].replace(".", " ").replace("_", " ").split()
    return " ".join(word.capitalize() for word in words) or email


def due(now: datetime) -> QuerySet[Source]:
    """Connected sources in the order they were read last."""
    kinds = [SourceKind.CALDAV, SourceKind.IMAP]
    return Source.objects.filter(kind__in=kinds, owner__deactivated_at=None).order_by("read_at", "id")


def _not_found(_row: type[Row]) -> Row:
    raise errors.NotFound()


def hours_of(conversation_ids: Iterable[int]) -> dict[int, float]:
    """How many hours the meetings lasted that these conversations came from, by the calendars they stand in."""
    shared = SharedItem.objects.filter(conversation__in=list(conversation_ids), withdrawn_at=None)
    by_key = dict(shared.values_list("key", "conversation"))
    rows = Item.objects.filter(key__in=list(by_key), stands=True, kind=SourceItemKind.MEETING)
    lengths = rows.values_list("key", "starts_at", "ends_at")
    return {by_key[key]: (end - start).total_seconds() / 3600 for key, start, end in lengths if end > start}
