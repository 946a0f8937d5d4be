"""A quick line becomes a conversation with its people, promises and follow-ups; all of it, or nothing. And back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.accounts import actions as account_actions
from covalue.accounts import queries as accounts
from covalue.accounts.actions import guard_edits
from covalue.accounts.models import Account, Contact
from covalue.action_items import actions as action_items
from covalue.action_items import queries as actions_there
from covalue.action_items.models import Action
from covalue.conversations import actions as conversations
from covalue.conversations.models import Channel, Conversation
from covalue.core import days, errors, events
from covalue.core.events import Actor
from covalue.people import queries as people
from covalue.people.models import User
from covalue.promises import actions, queries, quick
from covalue.promises.models import Promise
from covalue.promises.quick import Known, Line, Named, QuickKind, Spoken
from covalue.promises.rules import Place, PromiseSide


@dataclass(frozen=True)
class Logged:
    """What a line became."""

    conversation: Conversation
    promises: tuple[Promise, ...]
    follow_ups: tuple[Action, ...]
    new_contacts: tuple[Contact, ...]


@dataclass(frozen=True)
class Undone:
    """What the undo of a line took away; contacts it added stay."""

    conversation: Conversation
    promises: int
    follow_ups: int


def known_on(account: Account) -> list[Known]:
    """Who can be named in a line on an account: its contacts and those above, and our people who may open it."""
    theirs = accounts.current_contacts(account)
    ours = accounts.who_may_open(account)
    return [
        *(Known(f"contact:{row.pk}", row.name) for row in theirs),
        *(Known(f"user:{row.pk}", row.name, ours=True) for row in ours),
    ]


def read(account: Account, text: str, choices: Iterable[str] = ()) -> Line:
    """A line as it is read on an account today."""
    return quick.read(text, known_on(account), account.today(), quick.decisions(choices))


@transaction.atomic
def log(
    actor: Actor, *, account: Account, text: str, choices: Iterable[str] = (), now: datetime, ours: Sequence[User] = ()
) -> Logged:
    """Save a line that is clear; BadInput says what is not. `ours` took part besides whoever is named."""
    guard_edits(actor, account)
    line = quick.read(text, known_on(account), account.day_of(now), quick.decisions(choices))
    guard_clear(line)
    new = _new_contacts(actor, account, line, now)
    theirs, colleagues = _people(account, line, new)
    conversation = conversations.log(
        actor,
        account=account,
        channel=Channel(line.channel),
        held_on=_held_on(line, account.day_of(now)),
        subject=line.about or _subject(line, theirs),
        contacts=theirs,
        people=list(dict.fromkeys([*ours, *colleagues])),
        now=now,
    )
    promises, follow_ups = save_spoken(actor, conversation, line.spoken, new, now)
    return Logged(conversation, promises, follow_ups, tuple(new.values()))


def save_spoken(
    actor: Actor, conversation: Conversation, spoken: Iterable[Spoken], new: Mapping[str, Contact], now: datetime
) -> tuple[tuple[Promise, ...], tuple[Action, ...]]:
    """The promises and follow-ups of a conversation, in the transaction of whoever saves it."""
    promises, follow_ups = [], []
    for part in spoken:
        if part.kind is QuickKind.FOLLOW_UP:
            follow_ups.append(_follow_up(actor, conversation, part, new, now))
        else:
            promises.append(_promise(actor, conversation, part, new, now))
    return tuple(promises), tuple(follow_ups)


@transaction.atomic
def undo(actor: Actor, *, conversation: Conversation, now: datetime) -> Undone:
    """Undo a line: the conversation, its promises and its follow-ups; contacts that were added stay."""
    guard_edits(actor, conversation.account)
    promises = list(queries.arose_from(conversation))
    for promise in promises:
        actions.remove(actor, promise, now=now)
    follow_ups = list(actions_there.arose_from(conversation))
    for action in follow_ups:
        action_items.remove(actor, action, now=now)
    conversations.remove(actor, conversation, now=now)
    return Undone(conversation, len(promises), len(follow_ups))


def guard_clear(line: Line) -> None:
    """BadInput for a line that leaves something open; the first of it, with what it could be."""
    if not line.channel or line.over:
        raise errors.BadInput(
            _("Begin with how you spoke: met, called, mailed or visited, and with whom."), field="line"
        )
    for name in line.unclear:
        raise errors.BadInput(question(name), field="line", choices=choices_of(name))
    for due in line.unclear_days:
        first, second = due.choices[:2]
        sentence = _("“{text}” can be {first} or {second}.")
        raise errors.BadInput(
            sentence.format(text=due.said, first=days.day(first), second=days.day(second)),
            field="line",
            choices=tuple((days.day(day), f"{due.said}={day.isoformat()}") for day in due.choices),
        )
    if line.held is not None and line.held.when is None:
        raise errors.BadInput(_("“{text}” is not a day we can read.").format(text=line.held.said), field="line")


def channel_name(channel: str) -> str:
    """How they spoke, in words; empty where no word says so."""
    return str(Channel(channel).label) if channel else ""


def question(name: Named) -> str:
    """What is asked about a name."""
    if name.candidates:
        who = ", ".join(one.name for one in name.candidates)
        return _("Who is “{name}”: {who}?").format(name=name.said, who=who)
    return _("Nobody is called “{name}” here: a new contact?").format(name=name.said)


def choices_of(name: Named) -> tuple[tuple[str, str], ...]:
    """What can be answered: text, and what to send."""
    candidates = tuple((one.name, f"{name.said}={one.key}") for one in name.candidates)
    new = (_("new contact {name}").format(name=name.said), f"{name.said}={quick.NEW}")
    nobody = (_("leave out"), f"{name.said}={quick.NOBODY}")
    return (*candidates, new, nobody)


def _held_on(line: Line, today: date) -> date:
    return line.held.when.start if line.held is not None and line.held.when is not None else today


def _subject(line: Line, theirs: Sequence[Contact]) -> str:
    """What stands where no subject was typed: the channel, and with whom."""
    channel = str(Channel(line.channel).label)
    names = ", ".join(contact.name for contact in theirs)
    return f"{channel}: {names}" if names else channel


def _new_contacts(actor: Actor, account: Account, line: Line, now: datetime) -> dict[str, Contact]:
    return {
        name.said: account_actions.add_contact(actor, account=account, name=name.said, now=now)
        for name in line.names
        if name.is_new
    }


def _people(account: Account, line: Line, new: Mapping[str, Contact]) -> tuple[list[Contact], list[User]]:
    theirs = [contact for name in line.people if (contact := _contact(account, name, new)) is not None]
    ours = [user for name in line.people if (user := _colleague(name)) is not None]
    return theirs, ours


def _contact(account: Account, name: Named | None, new: Mapping[str, Contact]) -> Contact | None:
    if name is None:
        return None
    if name.is_new:
        return new.get(name.said)
    known = name.known
    if known is None or known.ours:
        return None
    return accounts.current_contacts(account).filter(pk=_row_id(known)).first()


def _colleague(name: Named | None) -> User | None:
    known = name.known if name else None
    return people.colleagues().filter(pk=_row_id(known)).first() if known is not None and known.ours else None


def _row_id(known: Known) -> int:
    return int(known.key.partition(":")[2])


def _promise(
    actor: Actor, conversation: Conversation, part: Spoken, new: Mapping[str, Contact], now: datetime
) -> Promise:
    account = conversation.account
    side = PromiseSide(part.kind.value)
    named = _contact(account, part.who, new)
    values: dict[str, Any] = {}
    if side is PromiseSide.OURS:
        values["colleague"] = _colleague(part.who) or _writer(actor, account)
        values["contact"] = _only(conversation)
    else:
        values["contact"] = named or (_only(conversation) if part.who is None else None)
        values["colleague"] = _writer(actor, account)
    return actions.add(
        actor,
        account=account,
        side=side,
        what=part.what,
        due_on=part.due.when.end if part.due and part.due.when else None,
        due=part.due.said if part.due and part.due.when is None else "",
        made_on=conversation.held_on,
        place=Place.CONVERSATION,
        arose_from=events.key(conversation),
        now=now,
        **values,
    )


def _follow_up(
    actor: Actor, conversation: Conversation, part: Spoken, new: Mapping[str, Contact], now: datetime
) -> Action:
    due = part.due.when.end if part.due and part.due.when else None
    who = _contact(conversation.account, part.who, new)
    return action_items.add(
        actor,
        account=conversation.account,
        title=_("{what}: {subject}").format(what=part.what, subject=conversation.subject),
        owner=None if who else (_colleague(part.who) or _writer(actor, conversation.account)),
        customer_owner=who,
        due_on=due,
        arose_from=events.key(conversation),
        now=now,
    )


def _writer(actor: Actor, account: Account) -> User | None:
    """Whoever writes, where they may have part in it."""
    user: User | None = actor.user
    return user if user is not None and accounts.who_may_open(account).filter(pk=user.pk).exists() else None


def _only(conversation: Conversation) -> Contact | None:
    """Whom a promise of ours was given to, where one contact took part; of several it is their company's."""
    theirs = list(conversation.contacts.all()[:2])
    return theirs[0] if len(theirs) == 1 else None
