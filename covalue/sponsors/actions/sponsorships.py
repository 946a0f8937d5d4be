"""Beginning, changing, ending and handing on a sponsorship. Whoever steers the account may."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.accounts import actions as account_actions
from covalue.accounts import queries as accounts
from covalue.accounts.models import Account, Contact, TeamRole
from covalue.core import errors, events
from covalue.core.events import Actor
from covalue.objectives.models import Objective
from covalue.people.models import User
from covalue.sponsors import guards, queries, rules
from covalue.sponsors.models import Sponsorship, Touchpoint

LISTS: Final = ("counterparts", "objectives")
COLUMNS: Final = frozenset({"purpose", "weeks", "starts_on", "ends_on", "successor", "not_to_promise"})


@transaction.atomic
def begin(
    actor: Actor,
    *,
    account: Account,
    sponsor: User,
    starts_on: date,
    now: datetime,
    weeks: int = rules.USUAL_WEEKS,
    counterparts: Iterable[Contact] = (),
    objectives: Iterable[Objective] = (),
    purpose: str = "",
    not_to_promise: str = "",
    ends_on: date | None = None,
    successor: User | None = None,
    over_limit: str = "",
) -> Sponsorship:
    """Make somebody the sponsor of an account; who is none on its team yet joins it as one."""
    account_actions.guard_steers(actor, account)
    guards.sponsor(account, sponsor, field="sponsor")
    load = guards.load(account, sponsor, over_limit.strip())
    theirs, goals = list(counterparts), list(objectives)
    row = Sponsorship(
        account=account,
        sponsor=sponsor,
        purpose=purpose.strip(),
        not_to_promise=not_to_promise.strip(),
        weeks=weeks,
        starts_on=starts_on,
        ends_on=ends_on,
        successor=successor,
        over_limit=over_limit.strip(),
        accepted_load=load if over_limit.strip() else 0,
        begun_by=actor.user,
        begun_at=now,
    )
    guards.terms(row)
    guards.successor(row)
    guards.contacts(account, theirs, field="counterparts")
    guards.objectives(account, goals)
    row.save()
    row.counterparts.set(theirs)
    row.objectives.set(goals)
    if (account.pk, sponsor.pk) not in queries.sponsoring([account.pk]):
        account_actions.join_team(actor, account=account, user=sponsor, team_role=TeamRole.SPONSOR, now=now)
    changes = {"sponsor": ("", sponsor), "counterparts": ("", queries.names(theirs))}
    if row.over_limit:
        changes["over_limit"] = ("", row.over_limit)
    events.write(actor, "began a sponsorship", subject=row, stream=account, name=sponsor.name, changes=changes, now=now)
    return row


@transaction.atomic
def edit(actor: Actor, *, sponsorship: Sponsorship, now: datetime, **values: Any) -> Sponsorship:
    """Change what is agreed; counterparts and objectives that are named already may have left or been removed since."""
    account = sponsorship.account
    account_actions.guard_steers(actor, account)
    guards.runs(sponsorship)
    account_actions.guard_fields(values, COLUMNS | frozenset(LISTS))
    texts = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
    changes = events.changed(sponsorship, {name: texts[name] for name in texts if name in COLUMNS})
    guards.terms(sponsorship)
    if "successor" in changes:
        guards.successor(sponsorship)
    changes |= _set_lists(sponsorship, values)
    if changes:
        sponsorship.save()
        _write(actor, "changed a sponsorship", sponsorship, changes, now)
    return sponsorship


@transaction.atomic
def end(actor: Actor, *, sponsorship: Sponsorship, why: str, now: datetime, leaves_team: bool = False) -> Sponsorship:
    """End a sponsorship today; what was planned is cancelled. `leaves_team` ends the sponsor's place on this very account."""
    account = sponsorship.account
    account_actions.guard_steers(actor, account)
    guards.runs(sponsorship)
    if not why.strip():
        raise errors.BadInput(_("Say why it ends."), field="why")
    sponsorship.ended_at, sponsorship.ended_by, sponsorship.why_ended = now, actor.user, why.strip()
    sponsorship.save(update_fields=["ended_at", "ended_by", "why_ended"])
    queries.waiting_touchpoints().filter(sponsorship=sponsorship).update(cancelled_at=now)
    _write(actor, "ended a sponsorship", sponsorship, {"why": ("", sponsorship.why_ended)}, now)
    place = accounts.sponsor_place(account, sponsorship.sponsor)
    if leaves_team and place is not None:
        account_actions.leave_team(actor, membership=place, now=now)
    return sponsorship


@transaction.atomic
def resume(actor: Actor, *, sponsorship: Sponsorship, now: datetime) -> Sponsorship:
    """Undo the end: it runs on as agreed, and what was cancelled by the end is planned again."""
    account = sponsorship.account
    account_actions.guard_steers(actor, account)
    if sponsorship.ended_at is None:
        return sponsorship
    try:
        guards.sponsor(account, sponsorship.sponsor, field="sponsor")
        guards.load(account, sponsorship.sponsor, sponsorship.over_limit)
    except errors.BadInput as unfit:
        raise errors.WrongState(unfit.sentence) from None
    Touchpoint.objects.filter(sponsorship=sponsorship, cancelled_at=sponsorship.ended_at).update(cancelled_at=None)
    sponsorship.ended_at = sponsorship.ended_by = None
    sponsorship.why_ended = ""
    sponsorship.save(update_fields=["ended_at", "ended_by", "why_ended"])
    if (account.pk, sponsorship.sponsor_id) not in queries.sponsoring([account.pk]):
        account_actions.join_team(actor, account=account, user=sponsorship.sponsor, team_role=TeamRole.SPONSOR, now=now)
    _write(actor, "resumed a sponsorship", sponsorship, {}, now)
    return sponsorship


@transaction.atomic
def extend(actor: Actor, *, sponsorship: Sponsorship, now: datetime) -> Sponsorship:
    """A year more, from the end of the term, or from today where that has passed."""
    if sponsorship.ends_on is None:
        raise errors.WrongState(_("This sponsorship has no end."))
    first = max(sponsorship.ends_on, sponsorship.account.day_of(now))
    return edit(actor, sponsorship=sponsorship, ends_on=_a_year_after(first), now=now)


@transaction.atomic
def succeed(
    actor: Actor, *, sponsorship: Sponsorship, now: datetime, ends_on: date | None = None, over_limit: str = ""
) -> Sponsorship:
    """Hand a sponsorship on to its successor: same counterparts, objectives and rhythm; what is planned goes along."""
    account_actions.guard_steers(actor, sponsorship.account)
    guards.runs(sponsorship)
    if sponsorship.successor is None:
        raise errors.WrongState(_("Name a successor first."))
    waiting = list(queries.waiting_touchpoints().filter(sponsorship=sponsorship).values_list("pk", flat=True))
    why = _("handed on to {name}").format(name=sponsorship.successor.name)
    taken = begin(
        actor,
        account=sponsorship.account,
        sponsor=sponsorship.successor,
        starts_on=sponsorship.account.day_of(now),
        weeks=sponsorship.weeks,
        counterparts=sponsorship.counterparts.filter(departed_on=None),
        objectives=sponsorship.objectives.filter(removed_at=None),
        purpose=sponsorship.purpose,
        not_to_promise=sponsorship.not_to_promise,
        ends_on=ends_on,
        over_limit=over_limit,
        now=now,
    )
    Touchpoint.objects.filter(pk__in=waiting).update(sponsorship=taken)
    end(actor, sponsorship=sponsorship, why=why, now=now)
    return taken


@transaction.atomic
def remove_left(actor: Actor, *, sponsorship: Sponsorship, now: datetime) -> Sponsorship:
    """Take counterparts who left the customer off the sponsorship."""
    there = list(sponsorship.counterparts.filter(departed_on=None))
    return edit(actor, sponsorship=sponsorship, counterparts=there, now=now)


def _set_lists(sponsorship: Sponsorship, values: Mapping[str, Any]) -> dict[str, tuple[object, object]]:
    changes: dict[str, tuple[object, object]] = {}
    for name in LISTS:
        if name not in values:
            continue
        rows = getattr(sponsorship, name)
        before, after = list(rows.all()), list(values[name])
        new = [row for row in after if row not in before]
        if name == "counterparts":
            guards.contacts(sponsorship.account, new, field=name)
        else:
            guards.objectives(sponsorship.account, new)
        if {row.pk for row in before} != {row.pk for row in after}:
            rows.set(after)
            changes[name] = (", ".join(map(str, before)), ", ".join(map(str, after)))
    return changes


def _a_year_after(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year + 1, day=28)


def _write(
    actor: Actor, verb: str, sponsorship: Sponsorship, changes: Mapping[str, tuple[object, object]], now: datetime
) -> None:
    name = sponsorship.sponsor.name
    events.write(actor, verb, subject=sponsorship, stream=sponsorship.account, name=name, changes=changes, now=now)
