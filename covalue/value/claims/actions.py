"""What can be done with claims: say what was delivered in a period, replace it, let go of what the customer did not sign."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.accounts.actions import guard_edits
from covalue.accounts.models import Attachment
from covalue.core import errors, events, removal
from covalue.core.events import Actor
from covalue.core.periods import Period
from covalue.value import guards
from covalue.value.claims import deliveries, queries
from covalue.value.claims.deliveries import Delivered
from covalue.value.models import Claim, Initiative, Settlement


@transaction.atomic
def claim(
    actor: Actor,
    *,
    initiative: Initiative,
    period: Period,
    currency: str,
    lines: Iterable[Delivered],
    remark: str = "",
    evidence: Iterable[Attachment] = (),
    now: datetime,
) -> Claim:
    """Say what an initiative delivered in a period that no other claim of it touches."""
    guard_edits(actor, initiative.account)
    guards.current_case(initiative)
    Initiative.objects.select_for_update().get(pk=initiative.pk)
    _guard_period(initiative, period, now)
    claim = Claim(
        account=initiative.account,
        initiative=initiative,
        starts_on=period.start,
        ends_on=period.end,
        currency=currency,
        claimed_by=actor.user,
        claimed_at=now,
    )
    _fill(claim, lines, remark)
    claim.save()
    _attach(claim, evidence)
    events.write(
        actor,
        "claimed delivered value",
        subject=claim,
        stream=initiative.account,
        now=now,
        changes={"amount": ("", f"{claim.currency} {claim.total}")},
    )
    return claim


@transaction.atomic
def edit_claim(actor: Actor, *, claim: Claim, now: datetime, **values: Any) -> Claim:
    """Change a claim nobody was asked about yet: period, lines, remark, evidence."""
    guard_edits(actor, claim.account)
    claim = _locked(claim)
    if claim.requests.exists() or claim.signatures.exists():
        raise errors.WrongState(_("The customer has already been asked about this claim. Replace it instead."))
    evidence = values.pop("evidence", None)
    period = values.pop("period", claim.period)
    _guard_period(claim.initiative, period, now, but=claim)
    before = (claim.starts_on, claim.ends_on, claim.total, claim.remark, claim.lines)
    claim.starts_on, claim.ends_on = period.start, period.end
    _fill(claim, values.pop("lines", claim.delivered), values.pop("remark", claim.remark))
    for field in values:
        raise errors.BadInput(_("“{field}” cannot be changed here.").format(field=field), field=field)
    after = (claim.starts_on, claim.ends_on, claim.total, claim.remark, claim.lines)
    changed = evidence is not None and _attach(claim, evidence)
    if before != after or changed:
        claim.save()
        names = ("from", "until", "amount", "remark")
        pairs = zip(names, zip(before[:4], after[:4], strict=True), strict=True)
        changes = {name: (old, new) for name, (old, new) in pairs if old != new}
        events.write(actor, "edited claim", subject=claim, stream=claim.account, changes=changes, now=now)
    return claim


@transaction.atomic
def replace_claim(
    actor: Actor,
    *,
    claim: Claim,
    lines: Iterable[Delivered],
    remark: str = "",
    evidence: Iterable[Attachment] = (),
    now: datetime,
) -> Claim:
    """Claim the same period again, because what was asked turned out otherwise. What they signed stands until they answer."""
    guard_edits(actor, claim.account)
    claim = _locked(claim)
    if not claim.requests.exists() and not claim.signatures.exists():
        raise errors.WrongState(_("The customer has not been asked about this claim yet. Edit it directly."))
    _revoke_requests(claim, now)
    claim.settlements.filter(taken_back_at=None).update(taken_back_at=now)
    anew = Claim(
        account=claim.account,
        initiative=claim.initiative,
        starts_on=claim.starts_on,
        ends_on=claim.ends_on,
        currency=claim.currency,
        replaces=claim,
        claimed_by=actor.user,
        claimed_at=now,
    )
    _fill(anew, lines, remark)
    anew.save()
    _attach(anew, evidence)
    events.write(
        actor,
        "replaced claim",
        subject=anew,
        stream=claim.account,
        now=now,
        changes={"amount": (f"{claim.currency} {claim.total}", f"{anew.currency} {anew.total}")},
    )
    return anew


@transaction.atomic
def settle(actor: Actor, *, claim: Claim, words: str, now: datetime) -> Settlement:
    """Let go of what the customer did not sign for, and say why; it is no longer disputed."""
    guard_edits(actor, claim.account)
    claim = _locked(claim)
    if not words.strip():
        raise errors.BadInput(_("Describe how it was settled."), field="words")
    disputed = queries.view_of_claim(claim).money.disputed
    if not disputed:
        raise errors.WrongState(_("Nothing is disputed."))
    settlement = Settlement.objects.create(
        claim=claim, let_go=disputed, words=" ".join(words.split())[:300], settled_by=actor.user, settled_at=now
    )
    events.write(
        actor,
        "settled claim",
        subject=claim,
        stream=claim.account,
        now=now,
        changes={"let go": ("", f"{claim.currency} {disputed}"), "how": ("", settlement.words)},
    )
    return settlement


@transaction.atomic
def unsettle(actor: Actor, *, claim: Claim, now: datetime) -> None:
    """Take a settlement back; the difference is disputed again."""
    guard_edits(actor, claim.account)
    if claim.settlements.filter(taken_back_at=None).update(taken_back_at=now):
        events.write(actor, "took settlement back", subject=claim, stream=claim.account, now=now)


@transaction.atomic
def remove_claim(actor: Actor, *, claim: Claim, now: datetime) -> None:
    """Take a claim out of sight that nobody signed; an open request for it is revoked."""
    guard_edits(actor, claim.account)
    if claim.removed_at is not None:
        return
    if claim.signatures.exists():
        raise errors.WrongState(_("The customer signed this claim. It can be replaced, not removed."))
    _revoke_requests(claim, now)
    removal.remove(actor, claim, stream=claim.account, now=now)


@transaction.atomic
def restore_claim(actor: Actor, *, claim: Claim, now: datetime) -> None:
    """Undo a removal, unless the period was claimed again since."""
    guard_edits(actor, claim.account)
    if claim.removed_at is None:
        return
    initiative = Initiative.objects.select_for_update().get(pk=claim.initiative_id)
    guards.current_case(initiative)
    try:
        _guard_period(initiative, claim.period, now, but=claim)
    except errors.BadInput as taken:
        raise errors.WrongState(taken.sentence) from None
    removal.restore(actor, claim, stream=claim.account, now=now)


def _fill(claim: Claim, lines: Iterable[Delivered], remark: str) -> None:
    rows = tuple(lines)
    if not rows:
        raise errors.BadInput(_("Enter what was delivered: at least one line."), field="lines")
    if len({line.key for line in rows}) < len(rows):
        raise errors.BadInput(_("A line appears twice."), field="lines")
    total = deliveries.total(rows)
    if abs(total) > deliveries.LARGEST:
        raise errors.BadInput(_("This amount is too large."), field="lines")
    claim.lines, claim.total, claim.remark = deliveries.stored(rows), total, remark.strip()


def _attach(claim: Claim, evidence: Iterable[Attachment]) -> bool:
    files = list(evidence)
    for file in files:
        if file.account_id != claim.account_id or file.removed_at is not None:
            raise errors.BadInput(_("This file does not belong to the account."), field="evidence")
    before = set(claim.evidence.values_list("pk", flat=True))
    claim.evidence.set(files)
    return before != {file.pk for file in files}


def _revoke_requests(claim: Claim, now: datetime) -> None:
    """Links that wait for an answer open nothing from now on."""
    claim.requests.filter(answered_at=None, declined_at=None, revoked_at=None).update(revoked_at=now)


def _locked(claim: Claim) -> Claim:
    """The claim as it is now, locked; refused when it was removed or replaced."""
    claim = Claim.objects.select_for_update(of=("self",)).select_related("account", "initiative").get(pk=claim.pk)
    guards.current_case(claim.initiative)
    removal.guard_current(claim)
    if queries.replaced(claim):
        raise errors.WrongState(_("This claim was replaced by a later one."))
    return claim


def _guard_period(initiative: Initiative, period: Period, now: datetime, *, but: Claim | None = None) -> None:
    if period.start > initiative.account.day_of(now):
        raise errors.BadInput(_("This period is in the future."), field="starts_on")
    for other in queries.latest_claims(initiative.claims.all()).exclude(pk=but.pk if but else 0):
        if deliveries.overlap(other.period, period) and not _of_one_line(other, but):
            raise errors.BadInput(
                _("{period} has already been claimed; the same value cannot be claimed twice.").format(
                    period=other.label
                ),
                field="starts_on",
            )


def _of_one_line(other: Claim, claim: Claim | None) -> bool:
    """Whether one replaced the other."""
    while claim is not None and claim.replaces is not None:
        claim = claim.replaces
        if claim.pk == other.pk:
            return True
    return False
