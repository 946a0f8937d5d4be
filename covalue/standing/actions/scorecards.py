"""Keeping the customer's own scorecards of us, with what we guessed before we knew."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.accounts.actions import guard_contact, guard_edits
from covalue.accounts.models import Account
from covalue.core import errors, events, money, removal
from covalue.core.events import Actor
from covalue.standing.inputs import ScorecardLineInput
from covalue.standing.models import Scorecard, ScorecardLine


@transaction.atomic
def add(
    actor: Actor, *, account: Account, values: Mapping[str, Any], lines: Sequence[ScorecardLineInput], now: datetime
) -> Scorecard:
    """A scorecard of theirs in its own form; criteria without a score yet hold what we guess."""
    guard_edits(actor, account)
    card = Scorecard(account=account, created_by=actor.user, created_at=now, **values)
    _check(card, lines)
    card.save()
    _write(actor, card, lines, now)
    events.write(actor, "added supplier scorecard", subject=card, stream=account, now=now)
    return card


@transaction.atomic
def edit(
    actor: Actor, *, card: Scorecard, values: Mapping[str, Any], lines: Sequence[ScorecardLineInput], now: datetime
) -> Scorecard:
    """Change it as a whole; a criterion of the same name keeps when it was guessed and scored."""
    guard_edits(actor, card.account)
    card = Scorecard.objects.select_for_update(of=("self",)).select_related("account").get(pk=card.pk)
    removal.guard_current(card)
    before = [_words(line) for line in card.lines.all()]
    changes = events.changed(card, values)
    _check(card, lines)
    card.save()
    _write(actor, card, lines, now)
    after = [_words(line) for line in card.lines.all()]
    if before != after:
        changes["lines"] = ("; ".join(before), "; ".join(after))
    if changes:
        events.write(actor, "edited supplier scorecard", subject=card, stream=card.account, changes=changes, now=now)
    return card


def remove(actor: Actor, *, card: Scorecard, now: datetime) -> None:
    """Out of sight; `restore` brings it back."""
    guard_edits(actor, card.account)
    removal.remove(actor, card, now=now, stream=card.account)


def restore(actor: Actor, *, card: Scorecard, now: datetime) -> None:
    """Undo a removal."""
    guard_edits(actor, card.account)
    removal.restore(actor, card, now=now, stream=card.account)


def _check(card: Scorecard, lines: Sequence[ScorecardLineInput]) -> None:
    guard_contact(card.account, card.contact, "contact")
    if card.worst == card.best:
        raise errors.BadInput(_("The worst and the best score of a scale differ."), field="best")
    _in_scale(card, card.overall, "overall")
    if not lines:
        raise errors.BadInput(_("Enter at least one criterion."), field="criterion-0")
    names: list[str] = []
    for place, line in enumerate(lines):
        for part in ("score", "target", "guess"):
            _in_scale(card, getattr(line, part), f"{part}-{place}")
        name = line.criterion.casefold()
        if name in names:
            raise errors.BadInput(_("“{name}” is there twice.").format(name=line.criterion), field=f"criterion-{place}")
        names.append(name)


def _in_scale(card: Scorecard, value: Decimal | None, field: str) -> None:
    low, high = min(card.worst, card.best), max(card.worst, card.best)
    if value is not None and not low <= value <= high:
        sentence = _("{value} is not on their scale, which goes from {worst} to {best}.")
        raise errors.BadInput(
            sentence.format(value=value, worst=_plain(card.worst), best=_plain(card.best)), field=field
        )


def _write(actor: Actor, card: Scorecard, lines: Sequence[ScorecardLineInput], now: datetime) -> None:
    before = {line.criterion.casefold(): line for line in card.lines.all()}
    card.lines.all().delete()
    for position, typed in enumerate(lines):
        line = ScorecardLine(
            scorecard=card,
            position=position,
            criterion=typed.criterion,
            weight=typed.weight,
            score=typed.score,
            target=typed.target,
            remark=typed.remark,
            driver_key=typed.driver,
            guess=typed.guess,
        )
        _stamp(actor, line, before.get(typed.criterion.casefold()), now)
        line.save()


def _stamp(actor: Actor, line: ScorecardLine, before: ScorecardLine | None, now: datetime) -> None:
    """When we guessed, and when we knew: a guess that is changed is a new one."""
    if before is not None and before.guess == line.guess:
        line.guessed_at, line.guessed_by = before.guessed_at, before.guessed_by
    elif line.guess is not None:
        line.guessed_at, line.guessed_by = now, actor.user
    if line.score is not None:
        known = before.scored_at if before is not None else None
        line.scored_at = known or now


def _words(line: ScorecardLine) -> str:
    score = "–" if line.score is None else _plain(line.score)
    return f"{line.criterion} {score}"


def _plain(value: Decimal) -> str:
    return money.typed(value)
