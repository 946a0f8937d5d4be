"""Promises as a customer's guests see them."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.accounts.models import Account, Contact
from covalue.accounts.shareables import Item, Proposed, Standing, day, filled, reading
from covalue.core.events import Actor
from covalue.promises import actions, queries
from covalue.promises.inputs import AnsweredInput
from covalue.promises.models import Promise
from covalue.promises.rules import OUTCOME_NAMES, Outcome, Place, PromiseSide

KIND = "promise"


def items(account: Account) -> Iterator[Item]:
    """All promises of an account, what is open first."""
    return (item(row) for row in queries.of_account(account))


def item(row: Promise) -> Item:
    """Who promised what to whom by when. Notes stay with us, and so does how we count."""
    by, to = row.by, row.to
    who, whom = by.name if by else "", to.name if to else ""
    ended = "" if row.is_open else str(OUTCOME_NAMES[Outcome(row.outcome)])
    facts = (
        (_("Promised by"), who),
        (_("Promised to"), whom),
        (_("Due"), day(row.due_on)),
        (_("It was"), ended),
        (_("On"), day(row.ended_on)),
    )
    return Item(
        kind=KIND,
        pk=row.pk,
        title=row.what,
        note=", ".join(filter(None, (who, ended))),
        facts=filled(facts),
        reading=reading(row.what, who, whom, row.due_on),
        ours_at=reverse("promises:edit", args=[row.pk]),
        done=not row.is_open,
        theirs=row.side == PromiseSide.THEIRS,
        due_on=row.due_on,
    )


def standing(account: Account, contact: Contact, promise_id: int) -> Standing | None:
    """A promise of this contact as they may answer it, with what they said last; None for any other."""
    promise = queries.of_account(account).filter(pk=promise_id, by_contact=contact, side=PromiseSide.THEIRS).first()
    if promise is None:
        return None
    last = queries.answers_to([promise]).get(promise.pk)
    if last is None:
        return Standing(promise.is_open)
    return Standing(
        promise.is_open,
        said=last.get_said_display(),
        day=last.day,
        said_at=last.answered_at,
        decided=last.decided_at is not None,
        accepted=last.accepted,
    )


def answer(
    actor: Actor, account: Account, contact: Contact, promise_id: int, body: AnsweredInput, now: datetime
) -> None:
    """A contact says of their promise: done, another day, not theirs."""
    promise = queries.of_account(account).get(pk=promise_id)
    actions.answer(actor, promise=promise, contact=contact, said=body.said, due=body.due, words=body.words, now=now)


def take_up(actor: Actor, proposed: Proposed, now: datetime) -> int:
    """Something they say we promised: ours, to whoever said so."""
    promise = actions.add(
        actor,
        account=proposed.account,
        side=PromiseSide.OURS,
        what=proposed.title,
        note=proposed.words,
        contact=proposed.contact,
        colleague=actor.user if actor.user is not None else None,
        place=Place.PORTAL,
        arose_from=proposed.arose_from,
        now=now,
    )
    return int(promise.pk)
