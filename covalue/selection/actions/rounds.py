"""Opening rounds and changing who and what is in them. Whoever directs the programme may."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.accounts.models import Account
from covalue.core import errors, events, jobs, removal
from covalue.core.events import Actor
from covalue.people.models import User
from covalue.selection import figures, rules
from covalue.selection.actions import guards
from covalue.selection.models import Candidate, CriteriaSet, Rater, Round
from covalue.selection.rules import State


@transaction.atomic
def open_round(
    actor: Actor,
    *,
    name: str,
    criteria_set: CriteriaSet,
    candidates: Sequence[Account],
    raters: Sequence[User],
    places: int = 0,
    hours: Decimal | None = None,
    hours_each: Decimal | None = None,
    fit_share: int = 50,
    worth_border: int = 50,
    fit_border: int = 50,
    due_on: date | None = None,
    now: datetime,
) -> Round:
    """Ask people to rate accounts, blind. With `hours` and `hours_each`, places are what the capacity gives."""
    guards.directs(actor)
    if hours and hours_each:
        places = rules.places_of(hours, hours_each)
    _guard_numbers(places, fit_share, worth_border, fit_border)
    if due_on is not None and due_on < now.date():
        raise errors.BadInput(_("The due date is in the past."), field="due_on")
    round = Round.objects.create(
        name=guards.text(name, _("Enter a name for the round."), "name", 120),
        purpose=criteria_set.purpose,
        criteria_set=criteria_set,
        places=places,
        hours=hours,
        hours_each=hours_each,
        fit_share=fit_share,
        worth_border=worth_border,
        fit_border=fit_border,
        due_on=due_on,
        opened_by=actor.user,
        opened_at=now,
    )
    counts = {
        "candidates": len(_add(round, candidates, now)),
        "raters": len({_ask(round, user, now) for user in raters}),
    }
    changes = {name: ("", count) for name, count in {**counts, "places": places}.items()}
    events.write(actor, "opened round", subject=round, stream=round, changes=changes, now=now)
    return round


@transaction.atomic
def edit(actor: Actor, round: Round, *, now: datetime, **values: Any) -> Round:
    """Other places, shares or thresholds (`places`, `fit_share`, `worth_border`, `fit_border`)."""
    guards.running(actor, round)
    if changes := events.changed(round, values):
        _guard_numbers(round.places, round.fit_share, round.worth_border, round.fit_border)
        if "places" in changes:
            round.hours = round.hours_each = None
        round.save()
        events.write(actor, "changed round", subject=round, stream=round, changes=changes, now=now)
    return round


@transaction.atomic
def add_candidates(actor: Actor, round: Round, accounts: Sequence[Account], *, now: datetime) -> list[Candidate]:
    """More accounts to rate: those that were not there yet. Whoever had finished has more to do."""
    guards.rating_open(actor, round)
    added = _add(round, accounts, now)
    if added:
        Rater.objects.filter(round=round, left_at=None).update(finished_at=None)
        changes = {"candidates": ("", ", ".join(str(candidate.account) for candidate in added))}
        events.write(actor, "added candidates", subject=round, stream=round, changes=changes, now=now)
    return added


@transaction.atomic
def withdraw(actor: Actor, candidate: Candidate, *, now: datetime) -> None:
    """Take a candidate out of the round; `put_back` brings it back with its ratings."""
    _set_withdrawn(actor, candidate, now, "withdrew candidate", now)


@transaction.atomic
def put_back(actor: Actor, candidate: Candidate, *, now: datetime) -> Candidate:
    """Undo a withdrawal."""
    return _set_withdrawn(actor, candidate, None, "put candidate back", now)


@transaction.atomic
def ask(actor: Actor, round: Round, user: User, *, now: datetime) -> Rater:
    """Ask somebody to rate; who had left is asked again and finds their ratings."""
    guards.rating_open(actor, round)
    rater = _ask(round, user, now)
    events.write(actor, "asked rater", subject=round, stream=round, changes={"rater": ("", user)}, now=now)
    return rater


@transaction.atomic
def close_rating(actor: Actor, round: Round, *, anyway: bool = False, now: datetime) -> Round:
    """From now on all see all ratings. Those of people who have not finished do not count; `anyway` accepts that."""
    guards.rating_open(actor, round)
    waiting = round.raters.filter(finished_at=None, left_at=None).select_related("user")
    if not round.raters.exclude(finished_at=None).exists():
        raise errors.WrongState(_("Nobody has finished rating yet."))
    if not anyway and (names := ", ".join(str(rater.user) for rater in waiting)):
        raise errors.WrongState(_("Not finished yet: {names}. Their ratings would not count.").format(names=names))
    round.state, round.closed_at = State.CONSENSUS, now
    round.save(update_fields=["state", "closed_at"])
    events.write(actor, "closed rating", subject=round, stream=round, now=now)
    return round


@transaction.atomic
def remove(actor: Actor, round: Round, *, now: datetime) -> None:
    """Out of sight until restored. One that was decided stays: accounts have their class from it."""
    guards.running(actor, round)
    removal.remove(actor, round, now=now)


@transaction.atomic
def restore(actor: Actor, round: Round, *, now: datetime) -> Round:
    """Undo a removal."""
    guards.directs(actor)
    removal.restore(actor, round, now=now)
    return round


def _add(round: Round, accounts: Sequence[Account], now: datetime) -> list[Candidate]:
    """The accounts that are no candidates yet, with their figures of the ledger."""
    there = set(round.candidates.values_list("account", flat=True))
    new = [account for account in dict.fromkeys(accounts) if account.pk not in there]
    if len(there) + len(new) > rules.MOST_CANDIDATES:
        sentence = _("A round has at most {n} candidates; more cannot be judged with care.")
        raise errors.BadInput(sentence.format(n=rules.MOST_CANDIDATES), field="candidates")
    for account in new:
        if account.archived_at is not None:
            raise errors.BadInput(_("{account} is archived.").format(account=account), field="candidates")
    ledger = figures.of_accounts(new, now.date())
    added = [
        Candidate.objects.create(
            round=round,
            account=account,
            class_before=account.account_class,
            figures={name: str(value) for name, value in ledger.of[account.pk].items()},
        )
        for account in new
    ]
    if ledger.period is not None and round.figures_to is None:
        round.figures_from, round.figures_to = ledger.period.start, ledger.period.end
        round.ledger_version = ledger.version
        round.save(update_fields=["figures_from", "figures_to", "ledger_version"])
    return added


def _ask(round: Round, user: User, now: datetime) -> Rater:
    if user.is_guest or not user.is_active or user.deactivated_at is not None:
        raise errors.BadInput(_("{user} cannot rate.").format(user=user), field="raters")
    rater, is_new = Rater.objects.get_or_create(round=round, user=user, defaults={"asked_at": now})
    if not is_new and rater.left_at is not None:
        rater.left_at, rater.asked_at = None, now
        rater.save(update_fields=["left_at", "asked_at"])
    transaction.on_commit(lambda: jobs.enqueue("covalue.selection.tasks.ask_rater", rater.pk))
    return rater


def _set_withdrawn(
    actor: Actor, candidate: Candidate, withdrawn_at: datetime | None, verb: str, now: datetime
) -> Candidate:
    guards.running(actor, candidate.round)
    candidate.withdrawn_at = withdrawn_at
    candidate.save(update_fields=["withdrawn_at"])
    events.write(actor, verb, subject=candidate, stream=candidate.round, now=now)
    return candidate


def _guard_numbers(places: int, fit_share: int, worth_border: int, fit_border: int) -> None:
    if not 0 <= places <= 500:
        raise errors.BadInput(_("Choose 0 to 500 slots."), field="places")
    low, high = rules.FIT_SHARES
    if not low <= fit_share <= high:
        sentence = _("Fit must have a weight of {low} to {high} %: beyond that, one side alone would decide.")
        raise errors.BadInput(sentence.format(low=low, high=high), field="fit_share")
    for name, threshold in (("worth_border", worth_border), ("fit_border", fit_border)):
        if not 0 < threshold < 100:
            raise errors.BadInput(_("A threshold must be between 1 and 99."), field=name)
