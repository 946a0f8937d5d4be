"""Where a contact's email address comes from: which of us entered it, and which other one stands behind it.

Whatever changes an address calls `note` or `note_many`; what has to follow is said by the packages in their `hooks.py`.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import dropwhile

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from covalue.accounts import queries
from covalue.accounts.models import Account, Contact, ContactAddress
from covalue.core import errors, events, mailboxes
from covalue.core.events import Actor
from covalue.core.shared import Added
from covalue.people.models import User
from covalue.people.rules import Right
from covalue.search.rules import folded
from covalue.web import languages

Follow = Callable[[Actor, Contact, str, datetime], None]
Confirmed = Callable[[Actor, Contact, datetime], None]


@dataclass(frozen=True)
class Choice:
    """A contact as a form offers them that writes to them: with their email address and the language of the letter."""

    pk: int
    contact: Contact

    def __str__(self) -> str:
        if self.contact.email:
            language = languages.name_of(languages.known(self.contact.language))
            return f"{self.contact.name} · {self.contact.email} · {language}"
        return _("{name} (no email address)").format(name=self.contact.name)


@dataclass(frozen=True)
class Choices:
    """These contacts, read when they are first shown."""

    contacts: QuerySet[Contact]

    def __iter__(self) -> Iterator[Choice]:
        return (Choice(contact.pk, contact) for contact in self.contacts)


_follow: Added[Follow] = Added()
_follow_name: Added[Follow] = Added()
_follow_confirmed: Added[Confirmed] = Added()


def when_changed(follow: Follow) -> None:
    """`follow` is called with whoever changed it, the contact, the address before, and the time, in the same transaction."""
    _follow.add(follow)


def when_renamed(follow: Follow) -> None:
    """`follow` is called with whoever said so, the contact, the name before, and the time, in the same transaction."""
    _follow_name.add(follow)


def when_confirmed(follow: Confirmed) -> None:
    """`follow` is called with whoever stands behind it, the contact, and the time: what waited for it goes out."""
    _follow_confirmed.add(follow)


def note(actor: Actor, contact: Contact, before: str, now: datetime) -> None:
    """Keep that a contact's address was changed, or entered where there was none."""
    note_many(actor, [(contact, before)], now)


def note_many(actor: Actor, changed: Iterable[tuple[Contact, str]], now: datetime) -> None:
    """The same for many contacts, each with the address before.

    What nobody of ours does (an undo by a program) brings an address back with whoever entered it then.
    """
    pairs = [(contact, before) for contact, before in changed if not mailboxes.same(contact.email, before)]
    earlier = _rows_of([contact for contact, _before in pairs]) if actor.user is None else {}
    _keep(actor, [(contact, _hands(earlier.get(contact.pk, ()), contact.email)) for contact, _before in pairs], now)
    for contact, before in pairs:
        for follow in _follow if before else ():
            follow(actor, contact, before, now)


def note_merged(actor: Actor, kept: Contact, gone: Contact, before: str, now: datetime) -> None:
    """The same of an address that came with the contact put away: who entered it there entered it here."""
    if mailboxes.same(kept.email, before):
        return
    _keep(actor, [(kept, _behind(gone) if mailboxes.same(kept.email, gone.email) else ())], now)
    for follow in _follow if before else ():
        follow(actor, kept, before, now)


def renamed(actor: Actor, contact: Contact, before: str, now: datetime) -> None:
    """Another name is another person at the address, unless only capitals, accents or blanks differ: who said so has a hand in it
    beside whoever entered it, and what was confirmed was confirmed of the person before.
    """
    renamed_many(actor, [(contact, before)], now)


def renamed_many(actor: Actor, changed: Iterable[tuple[Contact, str]], now: datetime) -> None:
    """The same for many contacts, each with the name before."""
    others = [(contact, before) for contact, before in changed if _spelled(contact.name) != _spelled(before)]
    written_to = [contact for contact, _before in others if contact.email]
    rows = _rows_of(written_to)
    _keep(actor, [(contact, _hands(rows.get(contact.pk, ()), contact.email)) for contact in written_to], now)
    for contact, before in others:
        for follow in _follow_name:
            follow(actor, contact, before, now)


def _keep(actor: Actor, entered: Iterable[tuple[Contact, Sequence[int]]], now: datetime) -> None:
    """A row for whoever did it, and above it one for each who had a hand in the address before; who entered it stays on top."""
    ContactAddress.objects.bulk_create(
        (
            ContactAddress(contact=contact, email=contact.email, entered_by_id=user, entered_at=now)
            for contact, hands in entered
            for user in (actor.user.pk if actor.user else None, *reversed(hands))
        ),
        batch_size=500,
    )


def _rows_of(contacts: Sequence[Contact]) -> dict[int, list[ContactAddress]]:
    """All that is kept of these contacts' addresses, the latest first."""
    rows: dict[int, list[ContactAddress]] = {}
    for part in (contacts[at : at + 500] for at in range(0, len(contacts), 500)):
        for row in ContactAddress.objects.filter(contact__in=part):
            rows.setdefault(row.contact_id, []).append(row)
    return rows


def _hands(rows: Iterable[ContactAddress], email: str) -> list[int]:
    """Who of us had a hand in an address since another than they confirmed it, who entered it first."""
    hands: list[int] = []
    for row in dropwhile(lambda row: not mailboxes.same(row.email, email), rows):
        if not mailboxes.same(row.email, email) or row.confirmed_by_id not in (None, row.entered_by_id):
            break
        if row.entered_by_id is not None and row.entered_by_id not in hands:
            hands.append(row.entered_by_id)
    return hands


def _behind(contact: Contact) -> list[int]:
    """The same of the address a contact has; empty where nothing about it waits."""
    rows = list(of(contact.pk))
    return _hands(rows, contact.email) if rows and mailboxes.same(rows[0].email, contact.email) else []


def of(contact_id: int | None) -> QuerySet[ContactAddress]:
    """The addresses we had of a contact, the latest first."""
    return ContactAddress.objects.filter(contact=contact_id).select_related("entered_by", "confirmed_by")


def current(contact: Contact) -> ContactAddress | None:
    """What is known of the address the contact has now."""
    latest = of(contact.pk).first()
    return latest if latest is not None and mailboxes.same(latest.email, contact.email) else None


def waits(
    asked_by: User | None, contact: Contact, account: Account, *, written_by: Collection[int | None] = ()
) -> bool:
    """Whether nothing goes to a contact's address before another of us has said that it is theirs.

    Nobody of ours makes a customer alone. Whoever reads the mailbox is the customer to us: they sign, and they come as a
    guest. So behind every address there is a second person:

    - nobody of ours entered it (a program did, or it was there before these records): nothing waits;
    - another than who entered it confirmed it: nothing waits;
    - who asks entered it, or gave the person at it another name: it waits for a colleague;
    - who asks has no hand in it: they are the second person, and it goes at once;
    - unless who has a hand in it also wrote what is asked (`written_by`, ids of users): to pass that on is to vouch for
      neither, so it waits until somebody says that the address is right, be it who asks.

    Where nobody else of us may open the account there is no second person; then it goes, and the record says so.
    """
    behind = _behind(contact)
    asks_themselves = asked_by is not None and asked_by.pk in behind
    return (asks_themselves or not set(behind).isdisjoint(written_by)) and could_confirm(contact, account).exists()


def came_with_merge(user: User | None, kept: Contact, now: datetime) -> bool:
    """Whether the merge this user made at this time gave a contact their address, and nobody confirmed it since."""
    known = current(kept)
    return user is not None and known is not None and known.entered_at == now and user.pk in _behind(kept)


def could_confirm(contact: Contact, account: Account) -> QuerySet[User]:
    """Who may open the account and has no hand in the address a contact has; where all have, who did not enter it."""
    behind, others = _behind(contact), queries.who_may_open(account)
    strangers = others.exclude(pk__in=behind)
    return strangers if not behind or strangers.exists() else others.exclude(pk=behind[0])


def asked_to_confirm(contact: Contact, account: Account) -> list[User]:
    """Who is asked whether the address is right: the team's other colleagues, or who steers the portfolio."""
    others = could_confirm(contact, account)
    team = others.filter(
        Q(pk=account.owner_id) | Q(memberships__in=queries.team_of(account).order_by().values("pk"))
    ).distinct()
    return list(team) or [user for user in others if user.may(Right.CLASSIFY_ACCOUNTS)]


def entered_by(contact: Contact) -> str:
    """The name of who entered the address a contact has; empty where nobody is known."""
    known = current(contact)
    return known.entered_by.name if known is not None and known.entered_by is not None else ""


def confirm(actor: Actor, contact: Contact, now: datetime) -> None:
    """Somebody else of us stands behind the address, too, and what waited for that goes. NotAllowed for who had a hand in it."""
    known = current(contact)
    if known is None:
        return
    if actor.user is not None and _may_not_confirm(actor.user, contact):
        raise errors.NotAllowed(_("You entered this address. Somebody else has to confirm it."))
    if known.confirmed_at is None:
        known.confirmed_by, known.confirmed_at = actor.user, now
        known.save(update_fields=["confirmed_by", "confirmed_at"])
        changes = {"email": ("", contact.email)}
        events.write(actor, "confirmed address", subject=contact, stream=contact.account, changes=changes, now=now)
    for follow in _follow_confirmed:
        follow(actor, contact, now)


def _may_not_confirm(user: User, contact: Contact) -> bool:
    """Whether this user had a hand in the address while another could confirm it."""
    return user.pk in _behind(contact) and not could_confirm(contact, contact.account).filter(pk=user.pk).exists()


def _spelled(name: str) -> str:
    return " ".join(folded(name).split())
