"""Asking contacts by a personal link where we stand, and what they answer. The audit log keeps that they did, never what."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.accounts.actions import guard_edits
from covalue.accounts.models import Account, Contact
from covalue.contact_requests.kinds import as_contact
from covalue.contact_requests.lifetimes import LINK_DAYS, MOST_LINK_DAYS
from covalue.core import errors, events
from covalue.core.events import Actor
from covalue.positioning import queries
from covalue.positioning.kind import POSITIONS
from covalue.positioning.models import Competitor, PositionRequest, Preference, Rating, Reason
from covalue.positioning.rules import BEST, DIMENSION_NAMES, Clear, Dimension, Measure, Named
from covalue.search.rules import folded

remind, revoke, confirm_address = POSITIONS.remind, POSITIONS.revoke, POSITIONS.confirm_address


@dataclass(frozen=True)
class Choice:
    """Whom a contact names: one of `Named`, with the id of the competitor or, for somebody else, a name."""

    named: Named
    competitor: int | None = None
    other: str = ""


@dataclass(frozen=True)
class Said:
    """What a contact answers. `scores` by dimension and who is rated (0 for us); None and what is left out: cannot judge."""

    choices: Mapping[Measure, Choice]
    because: str = ""
    scores: Mapping[tuple[Dimension, int], int | None] = field(default_factory=dict)
    clear: Clear | None = None
    needed_for: str = ""


@transaction.atomic
def ask(
    actor: Actor,
    *,
    account: Account,
    contacts: Iterable[Contact],
    now: datetime,
    need: str = "",
    competitors: Sequence[Competitor] = (),
    dimensions: Collection[Dimension] = tuple(Dimension),
    words: str = "",
    due_on: date | None = None,
) -> list[PositionRequest]:
    """Ask contacts, for one need; whoever waits to answer the same is left as they are. BadInput names who cannot be asked."""
    guard_edits(actor, account)
    due_on = due_on or account.day_of(now) + timedelta(days=LINK_DAYS)
    if not 0 <= (due_on - account.day_of(now)).days <= MOST_LINK_DAYS:
        sentence = _("The last day is today or up to {most} days ahead.")
        raise errors.BadInput(sentence.format(most=MOST_LINK_DAYS), field="due_on")
    need = " ".join(need.split())
    waiting = {
        request.contact_id
        for request in POSITIONS.unanswered().filter(account=account, due_on__gte=account.day_of(now))
        if folded(request.need) == folded(need)
    }
    values: dict[str, Any] = {
        "need": need,
        "words": words.strip(),
        "due_on": due_on,
        "dimensions": [one.value for one in Dimension if one in set(dimensions)],
    }
    fresh = [contact for contact in contacts if contact.pk not in waiting]
    return [_ask(actor, account, contact, values, competitors, now) for contact in fresh]


@transaction.atomic
def answer(actor: Actor, *, request: PositionRequest, said: Said, now: datetime) -> PositionRequest:
    """What a contact says; it can be changed by the same link until the last day, and the last answer counts."""
    request = POSITIONS.locked(request)
    POSITIONS.guard_waiting(request, now)
    competitors = {one.pk: one for one in asked_about(request)}
    rows: list[Preference | Rating | Reason] = [
        *_preferences(request, said, competitors),
        *_ratings(request, said, competitors),
        *_reason(request, said),
    ]
    for kind in (Preference, Rating, Reason):
        kind._default_manager.filter(request=request).delete()
    day = request.account.day_of(now)
    for row in rows:
        row.account, row.contact, row.request, row.created_at = request.account, request.contact, request, now
        setattr(row, "rated_on" if isinstance(row, Rating) else "asked_on", day)
        row.save()
    verb = "changed answers of position request" if request.answered_at else "answered position request"
    request.answered_at = now
    request.save(update_fields=["answered_at"])
    events.write(as_contact(actor, request.contact), verb, subject=request, stream=request.account, now=now)
    return request


@transaction.atomic
def decline(actor: Actor, *, request: PositionRequest, words: str, now: datetime) -> None:
    """They would rather not, or are not the right person."""
    request = POSITIONS.locked(request)
    POSITIONS.decline(request, words, now)
    by = as_contact(actor, request.contact)
    events.write(by, "declined position request", subject=request, stream=request.account, now=now)


def asked_about(request: PositionRequest) -> list[Competitor]:
    """The competitors a contact is asked about, by name, as far as they still are some."""
    return list(request.competitors.filter(removed_at=None, account=request.account_id).order_by("name", "pk"))


def _ask(
    actor: Actor,
    account: Account,
    contact: Contact,
    values: Mapping[str, Any],
    competitors: Sequence[Competitor],
    now: datetime,
) -> PositionRequest:
    POSITIONS.guard_contact(account, contact)
    request = POSITIONS.ask(actor, account=account, contact=contact, now=now, **values)
    request.competitors.set(competitors)
    changes = {"contact": ("", contact)}
    events.write(actor, "asked where we stand", subject=request, stream=account, changes=changes, now=now)
    return request


def _preferences(request: PositionRequest, said: Said, competitors: Mapping[int, Competitor]) -> Iterable[Preference]:
    for measure in Measure:
        choice = said.choices.get(measure)
        if choice is None:
            raise errors.BadInput(_("Please choose one of these."), field=measure.value)
        row = Preference(measure=measure, need=request.need, named=choice.named)
        if choice.named == Named.COMPETITOR:
            row.competitor = competitors.get(choice.competitor or 0)
            if row.competitor is None:
                raise errors.BadInput(_("Please choose one of these."), field=measure.value)
        if choice.named == Named.OTHER:
            _name(row, choice.other, request, measure.value)
        row.words = _line(said.because) if measure == Measure.PREFERENCE else ""
        yield row


def _name(row: Preference, typed: str, request: PositionRequest, field: str) -> None:
    """Somebody who was not on the list; who is a competitor of ours under this name is that one."""
    name = " ".join(typed.split())
    if not name:
        raise errors.BadInput(_("Please write whom."), field=field)
    if len(name) > 120:
        raise errors.BadInput(_("At most {n} characters.").format(n=120), field=field)
    known = next((one for one in queries.competitors_of(request.account) if folded(one.name) == folded(name)), None)
    if known is None:
        row.other = name
    else:
        row.named, row.competitor = Named.COMPETITOR, known


def _ratings(request: PositionRequest, said: Said, competitors: Mapping[int, Competitor]) -> Iterable[Rating]:
    for (dimension, of), score in said.scores.items():
        if dimension.value not in request.dimensions or (of and of not in competitors):
            raise errors.BadInput(_("You were not asked about this."), field=f"score-{dimension}-{of}")
        if score is None:
            continue
        if not 1 <= score <= BEST:
            sentence = _("Ratings are from {low} to {high}.").format(low=1, high=BEST)
            raise errors.BadInput(f"{DIMENSION_NAMES[dimension]}: {sentence}", field=f"score-{dimension}-{of}")
        yield Rating(dimension=dimension, competitor=competitors.get(of), score=score)


def _reason(request: PositionRequest, said: Said) -> Iterable[Reason]:
    words = _line(said.needed_for)
    if not words and said.clear is None:
        return
    if not words or said.clear is None:
        raise errors.BadInput(_("Please answer both, or neither."), field="clear")
    yield Reason(words=words, clear=said.clear)


def _line(typed: str) -> str:
    return " ".join(typed.split())[:500]
