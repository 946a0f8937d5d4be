"""What can be done with a promise: note it, change it, keep it or not, answer it, undo."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.accounts.actions import guard_colleague, guard_contact, guard_edits, guard_fields
from covalue.accounts.models import Account, Contact
from covalue.action_items import actions as action_items
from covalue.core import days, errors, events, removal
from covalue.core.events import Actor
from covalue.people.models import User
from covalue.promises import dates, queries
from covalue.promises.dates import Towards, Unclear, When
from covalue.promises.models import Answer, Promise, Rhythm
from covalue.promises.queries import PROMISES
from covalue.promises.rules import Outcome, Place, PromiseSaid, PromiseSide

EDITED: Final = frozenset({"what", "colleague", "contact", "due", "due_on", "agreed", "note"})


@transaction.atomic
def add(
    actor: Actor,
    *,
    account: Account,
    side: PromiseSide,
    what: str,
    now: datetime,
    colleague: User | None = None,
    contact: Contact | None = None,
    due: str = "",
    due_on: date | None = None,
    made_on: date | None = None,
    place: Place = Place.HAND,
    arose_from: str = "",
    note: str = "",
) -> Promise:
    """Note what one side promised the other: `colleague` of ours and `contact` of theirs have part in it.

    The day is said in words (`due`) or as a day (`due_on`).
    """
    guard_edits(actor, account)
    today = account.day_of(now)
    made_on = made_on or today
    if made_on > today:
        raise errors.BadInput(_("A promise cannot have been made in the future."), field="made_on")
    if due.strip():
        due_on = read_due(due, today).end
    promise = Promise(
        account=account,
        side=side,
        what=_what(what),
        note=note.strip(),
        due_on=due_on,
        due_words=due.strip()[:80],
        promised_for=due_on,
        made_on=made_on,
        place=place,
        arose_from=arose_from,
        created_by=actor.user,
        created_at=now,
    )
    _set_parties(promise, colleague, contact)
    guard_colleague(account, colleague, "colleague")
    guard_contact(account, contact, "contact")
    promise.save()
    events.write(actor, "noted a promise", subject=promise, stream=account, now=now, changes={"side": ("", side)})
    return promise


@transaction.atomic
def edit(actor: Actor, *, promise: Promise, now: datetime, **values: Any) -> Promise:
    """Change what, who or when. A new day is measured by only where the other side agreed to it (`agreed`)."""
    guard_edits(actor, promise.account)
    removal.guard_current(promise)
    guard_fields(values, EDITED)
    agreed = bool(values.pop("agreed", False))
    changed: dict[str, Any] = {}
    if "what" in values:
        changed["what"] = _what(values["what"])
    if "note" in values:
        changed["note"] = values["note"].strip()
    if "due" in values:
        changed |= _day_of(promise, values["due"], promise.account.day_of(now))
    if "due_on" in values and values["due_on"] != promise.due_on:
        changed |= {"due_on": values["due_on"], "due_words": ""}
    if "due_on" in changed and (agreed or promise.promised_for is None):
        changed["promised_for"] = changed["due_on"]
    elif agreed and promise.due_on != promise.promised_for:
        changed["promised_for"] = promise.due_on
    ours, theirs = _fields_of(promise)
    if "colleague" in values:
        changed[ours] = values["colleague"]
    if "contact" in values:
        changed[theirs] = values["contact"]
    changes = events.changed(promise, changed)
    if not changes:
        return promise
    if ours in changes:
        guard_colleague(promise.account, changed[ours], "colleague")
    if theirs in changes:
        guard_contact(promise.account, changed[theirs], "contact")
    promise.save()
    events.write(actor, "changed a promise", subject=promise, stream=promise.account, changes=changes, now=now)
    return promise


@transaction.atomic
def end(actor: Actor, *, promise: Promise, outcome: Outcome, now: datetime, ended_on: date | None = None) -> Promise:
    """Say that it was kept, not kept or withdrawn. An action that was to keep it is done with it."""
    guard_edits(actor, promise.account)
    removal.guard_current(promise)
    if outcome is Outcome.OPEN:
        raise errors.BadInput(_("Say how it ended."), field="outcome")
    ended_on = ended_on or promise.account.day_of(now)
    if ended_on > promise.account.day_of(now):
        raise errors.BadInput(_("This day is in the future."), field="ended_on")
    if ended_on < promise.made_on:
        raise errors.BadInput(_("This day is before the promise was made."), field="ended_on")
    changes = events.changed(promise, {"outcome": outcome.value, "ended_on": ended_on})
    if not changes:
        return promise
    promise.save(update_fields=["outcome", "ended_on"])
    _settle(promise, actor, now)
    action = promise.action
    if outcome is Outcome.KEPT and action is not None and action.done_at is None and action.removed_at is None:
        action_items.complete(actor, action=action, now=now)
    events.write(actor, f"promise {outcome.value}", subject=promise, stream=promise.account, changes=changes, now=now)
    return promise


@transaction.atomic
def reopen(actor: Actor, *, promise: Promise, now: datetime) -> Promise:
    """It has not ended after all."""
    guard_edits(actor, promise.account)
    removal.guard_current(promise)
    changes = events.changed(promise, {"outcome": Outcome.OPEN.value, "ended_on": None})
    if changes:
        promise.save(update_fields=["outcome", "ended_on"])
        events.write(actor, "reopened a promise", subject=promise, stream=promise.account, changes=changes, now=now)
    return promise


@transaction.atomic
def plan(actor: Actor, *, promise: Promise, now: datetime) -> Promise:
    """Make an action of a promise of ours: my day shows the action from then on, and not both."""
    guard_edits(actor, promise.account)
    removal.guard_current(promise)
    if promise.side != PromiseSide.OURS or not promise.is_open:
        raise errors.WrongState(_("Only an open promise of ours can become an action."))
    if promise.action is not None and promise.action.removed_at is None:
        raise errors.WrongState(_("There is an action for this promise already."))
    promise.action = action_items.add(
        actor,
        account=promise.account,
        title=promise.what,
        owner=promise.by_user,
        due_on=promise.due_on,
        arose_from=events.key(promise),
        now=now,
    )
    promise.save(update_fields=["action"])
    return promise


remove, restore = PROMISES.remove, PROMISES.restore


@transaction.atomic
def answer(
    actor: Actor,
    *,
    promise: Promise,
    contact: Contact,
    said: PromiseSaid,
    now: datetime,
    due: str = "",
    words: str = "",
) -> Answer:
    """The customer answers a promise of theirs; whoever of us leads the account takes note of it.

    The caller has asked whether this contact may: `actor` has no account of ours.
    """
    removal.guard_current(promise)
    if promise.side != PromiseSide.THEIRS or promise.by_contact_id != contact.pk:
        raise errors.NotAllowed(_("Only whoever made a promise can answer it."))
    if not promise.is_open:
        raise errors.WrongState(_("This promise has ended already."))
    day = None
    if said is PromiseSaid.OTHER_DAY:
        if not due.strip():
            raise errors.BadInput(_("Say which day."), field="due")
        day = read_due(due, promise.account.day_of(now)).end
    promise.answers.filter(decided_at=None).update(decided_at=now)
    row = Answer.objects.create(
        promise=promise, contact=contact, said=said, day=day, words=" ".join(words.split())[:500], answered_at=now
    )
    changes = {"said": ("", said.value)} | ({"day": ("", day)} if day else {})
    events.write(
        actor, f"answered promise {said.value}", subject=promise, stream=promise.account, changes=changes, now=now
    )
    return row


@transaction.atomic
def decide(actor: Actor, *, answer: Answer, accept: bool, now: datetime) -> Answer:
    """Take over what the customer said of their promise, or leave the promise as it is."""
    promise = answer.promise
    guard_edits(actor, promise.account)
    removal.guard_current(promise)
    answer = Answer.objects.select_for_update(of=("self",)).get(pk=answer.pk)
    if answer.decided_at is not None:
        raise errors.WrongState(_("This has already been decided."))
    if accept:
        _take_over(actor, promise, answer, now)
    answer.decided_by, answer.decided_at, answer.accepted = actor.user, now, accept
    answer.save(update_fields=["decided_by", "decided_at", "accepted"])
    verb = "took over an answer" if accept else "left an answer"
    events.write(actor, verb, subject=promise, stream=promise.account, now=now)
    return answer


def _take_over(actor: Actor, promise: Promise, answer: Answer, now: datetime) -> None:
    if answer.said == PromiseSaid.KEPT:
        end(actor, promise=promise, outcome=Outcome.KEPT, ended_on=promise.account.day_of(answer.answered_at), now=now)
    elif answer.said == PromiseSaid.OTHER_DAY:
        edit(actor, promise=promise, due_on=answer.day, agreed=True, now=now)
    else:
        edit(actor, promise=promise, contact=None, now=now)


def pass_on(account: Account, *, giver: User, taker: User) -> dict[str, list[int]]:
    """Give the open promises one person of ours has part in to another; returns their ids by field, for `give_back`."""
    moved = {}
    for name in ("by_user", "to_user"):
        rows = Promise.objects.filter(account=account, removed_at=None, outcome=Outcome.OPEN, **{name: giver})
        moved[name] = list(rows.values_list("pk", flat=True))
        Promise.objects.filter(pk__in=moved[name]).update(**{name: taker})
    return moved


def give_back(moved: dict[str, list[int]], *, giver: User | None, taker: User) -> None:
    """Undo `pass_on`, but for promises that ended or have somebody else since."""
    for name in moved.keys() & {"by_user", "to_user"}:
        rows = Promise.objects.filter(pk__in=moved[name], outcome=Outcome.OPEN, **{name: taker})
        rows.update(**{name: giver})


@transaction.atomic
def set_rhythm(
    actor: Actor,
    *,
    contact: Contact,
    every_days: int,
    now: datetime,
    channel: str = "",
    avoid: Iterable[str] = (),
    words: str = "",
    said_by: Contact | None = None,
    said_on: date | None = None,
) -> Rhythm:
    """Note how often a contact asked to be met; what they asked before stays in the history."""
    guard_edits(actor, contact.account)
    if contact.departed_on is not None or contact.erased_at is not None:
        raise errors.WrongState(_("{contact} has left the company.").format(contact=contact))
    today = contact.account.day_of(now)
    if said_on is not None and said_on > today:
        raise errors.BadInput(_("This day is in the future."), field="said_on")
    guard_contact(contact.account, said_by, "said_by")
    days_avoided = sorted({int(day) for day in avoid})
    if len(days_avoided) == 7:
        raise errors.BadInput(_("Leave at least one day."), field="avoid")
    rhythm = Rhythm.objects.create(
        contact=contact,
        account=contact.account,
        every_days=int(every_days),
        channel=channel,
        avoid=" ".join(map(str, days_avoided)),
        words=words.strip(),
        said_by=said_by or contact,
        said_on=said_on or today,
        created_by=actor.user,
        created_at=now,
    )
    changes = {"how_often": ("", rhythm.get_every_days_display())}
    events.write(actor, "noted a rhythm", subject=rhythm, stream=contact.account, changes=changes, now=now)
    return rhythm


def remove_rhythm(actor: Actor, *, contact: Contact, now: datetime) -> None:
    """They have no wish any more: all that was noted goes, and `restore_rhythm` brings it back."""
    guard_edits(actor, contact.account)
    for rhythm in queries.rhythms_before(contact):
        removal.remove(actor, rhythm, now=now, stream=contact.account, noun="rhythm")


def restore_rhythm(actor: Actor, *, contact: Contact, now: datetime) -> None:
    """Undo of that removal."""
    guard_edits(actor, contact.account)
    for rhythm in queries.removed_rhythms(contact):
        removal.restore(actor, rhythm, now=now, stream=contact.account, noun="rhythm")


def read_due(text: str, today: date) -> When:
    """A day in words; BadInput where it is none, or with both to choose from where it is two."""
    try:
        when = dates.read(text, today, Towards.AHEAD)
    except Unclear as unclear:
        first, second = unclear.choices[:2]
        raise errors.BadInput(
            _("“{text}” can be {first} or {second}.").format(
                text=unclear.text, first=days.day(first), second=days.day(second)
            ),
            field="due",
            choices=tuple((days.day(day), day.isoformat()) for day in unclear.choices),
        ) from None
    if when is None:
        raise errors.BadInput(
            _("“{text}” is not a day we can read. Write it like Fri, end of March, Q3 2027 or 2027-03-31.").format(
                text=text.strip()
            ),
            field="due",
        )
    return when


def _settle(promise: Promise, actor: Actor, now: datetime) -> None:
    """An answer that was waiting is answered by the end of the promise."""
    promise.answers.filter(decided_at=None).update(decided_at=now, decided_by=actor.user)


def _day_of(promise: Promise, words: str, today: date) -> dict[str, Any]:
    words = words.strip()
    if not words:
        return {"due_on": None, "due_words": ""}
    if promise.due_on is not None and words == promise.due_on.isoformat():
        return {}
    return {"due_on": read_due(words, today).end, "due_words": words[:80]}


def _fields_of(promise: Promise) -> tuple[str, str]:
    """The fields of our colleague and of their contact."""
    return ("by_user", "to_contact") if promise.side == PromiseSide.OURS else ("to_user", "by_contact")


def _set_parties(promise: Promise, colleague: User | None, contact: Contact | None) -> None:
    ours, theirs = _fields_of(promise)
    setattr(promise, ours, colleague)
    setattr(promise, theirs, contact)


def _what(text: str) -> str:
    cleaned = " ".join(text.split())
    if not cleaned:
        raise errors.BadInput(_("Enter what was promised."), field="what")
    return cleaned[:300]
