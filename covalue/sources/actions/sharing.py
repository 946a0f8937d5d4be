"""What becomes a conversation: only what was held, where a contact took part, and only what its owner shares."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account, Contact
from covalue.conversations import actions as conversations
from covalue.conversations import withdrawing
from covalue.conversations.models import Channel, Conversation
from covalue.core import errors, events, jobs, mailboxes
from covalue.core.events import Actor
from covalue.people import queries as people
from covalue.people.models import User
from covalue.sources import queries, rules
from covalue.sources.models import Item, Participant, SharedItem, Source
from covalue.sources.rules import Sharing, SharingChoice, SourceItemKind

CHANNELS: Final = {SourceItemKind.MEETING: Channel.MEETING, SourceItemKind.MAIL: Channel.MAIL}
LATER: Final = timedelta(minutes=1)


@transaction.atomic
def share(actor: Actor, *, source: Source, sharing: Sharing, now: datetime) -> Source:
    """Choose what the teams see of a source; what they saw before and is not shared any more is taken back."""
    _guard(actor, source)
    if source.sharing == sharing:
        return source
    changes = {"sharing": (source.sharing, sharing)}
    source.sharing = sharing
    source.save(update_fields=["sharing"])
    events.write(actor, "chose what is shared", subject=source, changes=changes, now=now)
    settle_source(source, set(source.items.values_list("key", flat=True)), now=now)
    return source


@transaction.atomic
def choose(actor: Actor, *, item: Item, choice: SharingChoice, now: datetime) -> Item:
    """Share this one, keep it private, or let it follow its source."""
    _guard(actor, item.source)
    if item.choice == choice:
        return item
    item.choice = choice
    item.save(update_fields=["choice"])
    settle(item.source, {item.key}, now=now)
    return item


def _guard(actor: Actor, source: Source) -> None:
    if actor.user is None or actor.user.pk != source.owner_id:
        raise errors.NotFound()


def settle_source(source: Source, touched: Iterable[str], *, now: datetime) -> None:
    """See to what changed in a source, and to what is shared of it and has no conversation yet."""
    keys = set(touched)
    if source.sharing != Sharing.NOTHING:
        keys |= queries.keys_with(source, set(queries.contacts_of(source.owner)))
    settle(source, keys, now=now)


def settle_held(source: Source, *, now: datetime) -> None:
    """See to what has been held since the source was looked at last."""
    chosen = source.items.filter(choice=SharingChoice.SHARED, ends_at__lte=now)
    settle_source(source, set(chosen.values_list("key", flat=True)), now=now)


def settle(source: Source, keys: Iterable[str], *, now: datetime) -> None:
    """Make the conversations of these meetings and messages what their owners share now."""
    asked = sorted(set(keys))
    known = _Known()
    for some in queries.in_parts(asked):
        there: dict[str, list[SharedItem]] = defaultdict(list)
        for row in SharedItem.objects.filter(key__in=some).select_related("conversation__account"):
            there[row.key].append(row)
        copies: dict[str, list[Item]] = defaultdict(list)
        items = Item.objects.filter(key__in=some).select_related("source__owner").prefetch_related("participants")
        for item in items:
            if queries.sharing_of(item, now) != Sharing.NOTHING:
                copies[item.key].append(item)
        for key in some:
            if copies[key] or there[key]:
                _settle_one(key, copies[key], there[key], known, source, now)
    _look_again(source, now)


@dataclass
class _Known:
    """What is asked for many items once."""

    contacts: dict[int, dict[str, list[Contact]]] = field(default_factory=dict)
    above: dict[int, frozenset[int]] = field(default_factory=dict)

    def contacts_of(self, user: User) -> dict[str, list[Contact]]:
        if user.pk not in self.contacts:
            self.contacts[user.pk] = queries.contacts_of(user)
        return self.contacts[user.pk]

    def above_of(self, account: Account) -> frozenset[int]:
        if account.pk not in self.above:
            rows = accounts.ancestors_of(account).values_list("pk", flat=True)
            self.above[account.pk] = frozenset(rows)
        return self.above[account.pk]


@dataclass
class _Wanted:
    """A conversation as it should be: by whom it is shared, and with whom it was held."""

    account: Account
    copies: list[Item]
    contacts: dict[int, Contact]
    people: dict[int, User]


def _settle_one(
    key: str, copies: list[Item], there: list[SharedItem], known: _Known, source: Source, now: datetime
) -> None:
    wanted = _wanted(copies, known)
    for row in there:
        should = wanted.pop(row.conversation.account_id, None)
        if should is not None:
            _follow(row, should, now)
        elif not row.released and not _still_met(row, copies):
            _withdraw(row, source, now)
    for should in wanted.values():
        _log(key, should, now)


def _still_met(row: SharedItem, copies: list[Item]) -> bool:
    """Whether it was held with the contacts of the conversation, though nobody who shares it may work in the account now."""
    met = {person.email for item in copies for person in _who_came(item)}
    contacts = row.conversation.contacts.all()
    return bool(copies) and any(contact.erased_at or mailboxes.folded(contact.email) in met for contact in contacts)


def _who_came(item: Item) -> list[Participant]:
    return [row for row in item.participants.all() if row.human and row.answer not in ("declined", "delegated")]


def _wanted(copies: list[Item], known: _Known) -> dict[int, _Wanted]:
    """The conversations the copies make, by account: each owner's contacts on the accounts they may work in."""
    result: dict[int, _Wanted] = {}
    for item in copies:
        if not item.source.owner.is_active:
            continue
        met = _who_came(item)
        contacts = {
            contact.pk: contact for row in met for contact in known.contacts_of(item.source.owner).get(row.email, ())
        }
        at = {contact.account_id: contact.account for contact in contacts.values()}
        above = {pk: known.above_of(account) for pk, account in at.items()}
        places = rules.accounts_of({pk: contact.account_id for pk, contact in contacts.items()}, above)
        ours = {user.pk: user for user in people.by_emails(row.email for row in met).values() if not user.is_guest}
        for account_id, with_whom in places.items():
            wanted = result.setdefault(account_id, _Wanted(at[account_id], [], {}, {}))
            wanted.copies.append(item)
            wanted.contacts |= {pk: contacts[pk] for pk in with_whom}
            wanted.people |= {item.source.owner_id: item.source.owner, **ours}
    return result


def _values(wanted: _Wanted, now: datetime) -> dict[str, Any]:
    """What stands in the conversation: the latest version's headline, and the text where its owner shares it."""
    latest = _latest(wanted.copies)
    with_text = [item for item in wanted.copies if queries.sharing_of(item, now) == Sharing.TEXT]
    text = _latest(with_text).text if with_text else ""
    return {
        "channel": CHANNELS[SourceItemKind(latest.kind)],
        "held_on": min(latest.day, wanted.account.day_of(now)),
        "subject": latest.subject or str(_("Without a subject")),
        "notes": text,
    }


def _latest(copies: list[Item]) -> Item:
    """The copy that is believed. What it says is written in the name of its owner, not of another who has a copy."""
    return max(copies, key=lambda item: (item.sequence, item.stamp, -item.pk))


def _written(values: dict[str, Any], wanted: _Wanted) -> dict[str, Any]:
    plain = {name: value.isoformat() if isinstance(value, date) else str(value) for name, value in values.items()}
    return plain | {"contacts": sorted(wanted.contacts), "people": sorted(wanted.people)}


def _log(key: str, wanted: _Wanted, now: datetime) -> None:
    values = _values(wanted, now)
    conversation = conversations.log(
        _actor(_latest(wanted.copies).source),
        account=wanted.account,
        contacts=list(wanted.contacts.values()),
        people=list(wanted.people.values()),
        now=now,
        **values,
    )
    SharedItem.objects.create(key=key, conversation=conversation, written=_written(values, wanted))


def _follow(row: SharedItem, wanted: _Wanted, now: datetime) -> None:
    """Bring a conversation up to date; what somebody corrected in it by hand stays as they left it."""
    conversation, values = row.conversation, _values(wanted, now)
    if conversation.removed_at is not None:  # somebody of the team removed it: it does not come back
        return
    new = _written(values, wanted)
    if row.withdrawn_at is None and not row.released and new == row.written:
        return
    there = _there(conversation)
    kept = {name for name in new if there[name] != row.written.get(name)}
    changed: dict[str, Any] = {
        "contacts": list(conversation.contacts.all()) if "contacts" in kept else list(wanted.contacts.values()),
        "people": list(conversation.people.all()) if "people" in kept else list(wanted.people.values()),
    }
    for name, value in values.items():
        changed[name] = getattr(conversation, name) if name in kept else value
    if any(there[name] != new[name] for name in set(new) - kept):
        conversations.edit(_actor(_latest(wanted.copies).source), conversation=conversation, now=now, **changed)
    row.written, row.withdrawn_at, row.released = new, None, False
    row.save()


def _withdraw(row: SharedItem, source: Source, now: datetime) -> None:
    """Take a conversation back that nobody shares any more, or that was called off.

    Where colleagues added to it, it stays without what was written in the mail or invitation.
    """
    conversation, there = row.conversation, _there(row.conversation)
    if there == row.written and not withdrawing.has_statements(conversation):
        withdrawing.withdraw(_system(source), conversation=conversation, now=now)
        return
    if row.withdrawn_at is None:
        if there["notes"] == row.written.get("notes") and conversation.notes:
            withdrawing.empty_notes(conversation)
            row.written = {**row.written, "notes": ""}
        row.withdrawn_at = now
        row.save()


def say_deleted(item: Item, now: datetime) -> None:
    """The history of a conversation that comes from this meeting says that its entry was deleted; nothing in it changes."""
    if queries.sharing_of(item, now) == Sharing.NOTHING:
        return
    rows = SharedItem.objects.filter(key=item.key, withdrawn_at=None, released=False, conversation__removed_at=None)
    for row in rows.select_related("conversation__account"):
        account = row.conversation.account
        events.write(_system(item.source), "noticed a deleted entry", subject=row.conversation, stream=account, now=now)


def _there(conversation: Conversation) -> dict[str, Any]:
    """What stands in a conversation, as `written` has it."""
    return {
        "channel": conversation.channel,
        "held_on": conversation.held_on.isoformat(),
        "subject": conversation.subject,
        "notes": conversation.notes,
        "contacts": sorted(conversation.contacts.values_list("pk", flat=True)),
        "people": sorted(conversation.people.values_list("pk", flat=True)),
    }


def _actor(source: Source) -> Actor:
    """The owner shares, so that what they may not do in an account is not done."""
    return Actor(user=source.owner, origin=f"source {source.pk}")


def _system(source: Source) -> Actor:
    return Actor(user=None, origin=f"source {source.pk}")


def _look_again(source: Source, now: datetime) -> None:
    """A meeting that is shared becomes a conversation once it was held: look again when the next one is over."""
    coming = source.items.filter(stands=True, ends_at__gt=now)
    if source.sharing == Sharing.NOTHING:
        coming = coming.filter(choice=SharingChoice.SHARED)
    ends = coming.order_by("ends_at").values_list("ends_at", flat=True).first()
    if ends is None or source.look_again_at == ends:
        return
    source.look_again_at = ends
    source.save(update_fields=["look_again_at"])
    jobs.enqueue("covalue.sources.tasks.look_again", source.pk, ends.isoformat(), run_after=ends + LATER)
