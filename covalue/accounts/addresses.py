"""Where a contact's email address comes from: which of us entered it, and which other one stands behind it.

Whatever changes an address calls `note` or `note_many`; what has to follow is said by the packages in their `hooks.py`.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from covalue.accounts import queries
from covalue.accounts.models import Account, Contact, ContactAddress
from covalue.core import errors, events
from covalue.core.events import Actor
from covalue.core.shared import Added
from covalue.people.models import User
from covalue.people.rules import Right
from covalue.search.rules import folded

Follow = Callable[[Actor, Contact, str, datetime], None]
Confirmed = Callable[[Actor, Contact, datetime], None]


@dataclass(frozen=True)
class Choice:
    """A contact as a form offers them that writes to them: with their email address."""

    pk: int
    contact: Contact

    def __str__(self) -> str:
        if self.contact.email:
            return f"{self.contact.name} · {self.contact.email}"
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
    """The same for many contacts, each with the address before."""
    pairs = [(contact, before) for contact, before in changed if not same(contact.email, before)]
    ContactAddress.objects.bulk_create(
        (
            ContactAddress(contact=contact, email=contact.email, entered_by=actor.user, entered_at=now)
            for contact, _before in pairs
        ),
        batch_size=500,
    )
    for contact, before in pairs:
        for follow in _follow if before else ():
            follow(actor, contact, before, now)


def renamed(actor: Actor, contact: Contact, before: str, now: datetime) -> None:
    """Another name is another person at the address, unless only capitals, accents or blanks differ: who said so entered it,
    and what was confirmed was confirmed of the person before.
    """
    renamed_many(actor, [(contact, before)], now)


def renamed_many(actor: Actor, changed: Iterable[tuple[Contact, str]], now: datetime) -> None:
    """The same for many contacts, each with the name before."""
    others = [(contact, before) for contact, before in changed if _spelled(contact.name) != _spelled(before)]
    ContactAddress.objects.bulk_create(
        (
            ContactAddress(contact=contact, email=contact.email, entered_by=actor.user, entered_at=now)
            for contact, _before in others
            if contact.email
        ),
        batch_size=500,
    )
    for contact, before in others:
        for follow in _follow_name:
            follow(actor, contact, before, now)


def of(contact_id: int | None) -> QuerySet[ContactAddress]:
    """The addresses we had of a contact, the latest first."""
    return ContactAddress.objects.filter(contact=contact_id).select_related("entered_by", "confirmed_by")


def current(contact: Contact) -> ContactAddress | None:
    """What is known of the address the contact has now."""
    latest = of(contact.pk).first()
    return latest if latest is not None and same(latest.email, contact.email) else None


def waits(
    asked_by: User | None, contact: Contact, account: Account, *, written_by: Collection[int | None] = ()
) -> bool:
    """Whether nothing goes to a contact's address before another of us has said that it is theirs.

    Nobody of ours makes a customer alone. Whoever reads the mailbox is the customer to us: they sign, and they come as a
    guest. So behind every address there is a second person:

    - nobody of ours entered it (a program did, or it was there before these records): nothing waits;
    - another than who entered it confirmed it: nothing waits;
    - who asks entered it: it waits for a colleague;
    - who asks did not enter it: they are the second person, and it goes at once;
    - unless who entered it also wrote what is asked (`written_by`, ids of users): to pass that on is to vouch for neither,
      so it waits until somebody says that the address is right, be it who asks.

    Where nobody else of us may open the account there is no second person; then it goes, and the record says so.
    """
    known = current(contact)
    if known is None or not _rests_on_one(known):
        return False
    asks_themselves = asked_by is not None and asked_by.pk == known.entered_by_id
    return (asks_themselves or known.entered_by_id in written_by) and could_confirm(contact, account).exists()


def rests_on(user: User | None, contact: Contact) -> bool:
    """Whether this user alone stands behind the contact's address: they entered it, and nobody else of us confirmed it."""
    known = current(contact)
    return user is not None and known is not None and known.entered_by_id == user.pk and _rests_on_one(known)


def came_with_merge(user: User | None, kept: Contact, now: datetime) -> bool:
    """Whether the merge this user made at this time gave a contact their address, which rests on that user alone."""
    known = current(kept)
    return known is not None and known.entered_at == now and rests_on(user, kept)


def could_confirm(contact: Contact, account: Account) -> QuerySet[User]:
    """Who may open the account and did not enter the address a contact has."""
    known, others = current(contact), queries.who_may_open(account)
    return others if known is None or known.entered_by_id is None else others.exclude(pk=known.entered_by_id)


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
    """Somebody else of us stands behind the address, too, and what waited for that goes. NotAllowed for who entered it."""
    known = current(contact)
    if known is None:
        return
    if actor.user is not None and known.entered_by_id == actor.user.pk:
        raise errors.NotAllowed(_("You entered this address. Somebody else has to confirm it."))
    if known.confirmed_at is None:
        known.confirmed_by, known.confirmed_at = actor.user, now
        known.save(update_fields=["confirmed_by", "confirmed_at"])
        changes = {"email": ("", contact.email)}
        events.write(actor, "confirmed address", subject=contact, stream=contact.account, changes=changes, now=now)
    for follow in _follow_confirmed:
        follow(actor, contact, now)


def same(one: str, other: str) -> bool:
    """Whether both are one mailbox: capitals aside, and nothing else (“straße” and “strasse” are two domains)."""
    return one.strip().lower() == other.strip().lower()


def _rests_on_one(known: ContactAddress) -> bool:
    """Whether one of us entered it, and nobody else confirmed it."""
    return known.entered_by_id is not None and known.confirmed_by_id in (None, known.entered_by_id)


def _spelled(name: str) -> str:
    return " ".join(folded(name).split())
