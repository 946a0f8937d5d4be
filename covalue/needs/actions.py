"""Needs added and removed, accounts rated, clusters kept under the names somebody gave them."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account
from covalue.core import errors, events
from covalue.core.events import Actor
from covalue.needs import queries, rules
from covalue.needs.models import Need, NeedRating, NeedsSegmentation
from covalue.needs.rules import Reject

TWO: Final = "two"  # accounts of one name


@dataclass(frozen=True)
class Pasted:
    """What became of a pasted table: accounts rated, needs added, and lines that were not taken."""

    taken: int
    new: tuple[str, ...]
    rejects: tuple[Reject, ...]


@transaction.atomic
def add_need(actor: Actor, *, name: str, now: datetime) -> Need:
    """Another need customers are rated by."""
    guard(actor)
    name = " ".join(name.split())[:120]
    if not name:
        raise errors.BadInput(_("The need has no name."), field="name")
    _guard_another(name)
    need = Need.objects.create(name=name, added_by=actor.user, added_at=now)
    events.write(actor, "added need", subject=need, stream="needs", now=now)
    return need


@transaction.atomic
def remove_need(actor: Actor, *, need: Need, now: datetime) -> None:
    """It counts no more; `restore_need` brings it and its ratings back."""
    guard(actor)
    need.removed_at = now
    need.save(update_fields=["removed_at"])
    events.write(actor, "removed need", subject=need, stream="needs", now=now)


@transaction.atomic
def restore_need(actor: Actor, *, need: Need, now: datetime) -> None:
    """Undo a removal; not beside another of its name."""
    guard(actor)
    _guard_another(need.name)
    need.removed_at = None
    need.save(update_fields=["removed_at"])
    events.write(actor, "restored need", subject=need, stream="needs", now=now)


@transaction.atomic
def rate_account(actor: Actor, *, account: Account, ratings: Mapping[Need, int | None], now: datetime) -> None:
    """How much each need means to an account; None takes a rating away."""
    guard(actor)
    changes = {}
    before = dict(NeedRating.objects.filter(account=account).values_list("need", "score"))
    for need, score in ratings.items():
        if score is not None and score not in rules.SCALE:
            raise errors.BadInput(_("{need}: give 1 to 5.").format(need=need), field=f"need-{need.pk}")
        if before.get(need.pk) == score:
            continue
        changes[str(need)] = (before.get(need.pk, ""), "" if score is None else score)
        if score is None:
            NeedRating.objects.filter(account=account, need=need).delete()
        else:
            told = {"score": score, "rated_by": actor.user, "rated_at": now}
            NeedRating.objects.update_or_create(account=account, need=need, defaults=told)
    if changes:
        events.write(actor, "rated needs", subject=account, stream="needs", changes=changes, now=now)


@transaction.atomic
def paste(actor: Actor, *, text: str, now: datetime) -> Pasted:
    """Ratings from a table: accounts by name or key in the first column, needs in the headings.

    A heading that is no need yet becomes one, if a line that was taken rates it.
    """
    guard(actor)
    headings, rows = _table(text)
    found = _accounts([row[0] for row in rows])
    taken: list[tuple[Account, dict[str, int]]] = []
    rejects: list[Reject] = []
    for number, row in enumerate(rows, start=2):
        account, wrong = found.get(row[0].lower()), _wrong(row, headings)
        if wrong or not isinstance(account, Account):
            known = _("Two accounts are called “{name}”.") if account == TWO else _("“{name}” is no account we know.")
            rejects.append(Reject(number, wrong or known.format(name=row[0][:80])))
            continue
        cells = zip(headings, row[1:], strict=False)
        told = {heading: score for heading, cell in cells if (score := rules.rating(cell)) is not None}
        taken.append((account, told))
    rated = {heading for _account, told in taken for heading in told}
    needs = {need.name.lower(): need for need in queries.needs()}
    new = [heading for heading in headings if heading in rated and heading.lower() not in needs]
    needs |= {heading.lower(): add_need(actor, name=heading, now=now) for heading in new}
    for account, told in taken:
        ratings = {needs[heading.lower()]: score for heading, score in told.items()}
        rate_account(actor, account=account, ratings=ratings, now=now)
    return Pasted(len({account.pk for account, _told in taken}), tuple(new), tuple(rejects))


@transaction.atomic
def keep(actor: Actor, *, name: str, k: int, names: Sequence[str], seen: str, now: datetime) -> NeedsSegmentation:
    """Keep the clusters of a number, each under the name somebody gave it; `seen` is the version of the ratings they saw."""
    guard(actor)
    page = queries.needs_page(actor.user, k) if actor.user else None
    if page is None or page.k != k or not page.clusters or page.version != seen:
        raise errors.WrongState(_("Somebody changed ratings since, and the clusters with them. Look at them again."))
    cleaned = [" ".join(one.split())[:120] for one in names]
    if len(cleaned) != k or not all(cleaned):
        raise errors.BadInput(_("Give every cluster a name: what do they need that others do not?"), field="names")
    if len({one.lower() for one in cleaned}) < k:
        raise errors.BadInput(_("Two clusters have the same name."), field="names")
    if not name.strip():
        raise errors.BadInput(_("The segmentation needs a name."), field="name")
    choice = next(one for one in page.choices if one.k == k)
    told = [
        {
            "name": said,
            "means": list(one.means),
            "accounts": [
                {"id": a.pk, "name": a.name, "scores": list(scores)}
                for a, scores in zip(one.accounts, one.ratings, strict=True)
            ],
        }
        for said, one in zip(cleaned, page.clusters, strict=True)
    ]
    kept = NeedsSegmentation.objects.create(
        name=" ".join(name.split())[:120],
        needs=[need.name for need in page.needs],
        clusters=told,
        silhouette=choice.silhouette,
        stability=choice.stability,
        kept_by=actor.user,
        kept_at=now,
    )
    events.write(actor, "kept needs segments", subject=kept, stream="needs", changes={"clusters": ("", k)}, now=now)
    return kept


@transaction.atomic
def remove_kept(actor: Actor, *, kept: NeedsSegmentation, now: datetime) -> None:
    """`restore_kept` brings it back."""
    guard(actor)
    kept.removed_at = now
    kept.save(update_fields=["removed_at"])
    events.write(actor, "removed needs segments", subject=kept, stream="needs", now=now)


@transaction.atomic
def restore_kept(actor: Actor, *, kept: NeedsSegmentation, now: datetime) -> None:
    """Undo a removal."""
    guard(actor)
    kept.removed_at = None
    kept.save(update_fields=["removed_at"])
    events.write(actor, "restored needs segments", subject=kept, stream="needs", now=now)


def guard(actor: Actor) -> None:
    """Whoever sees the whole base."""
    if actor.user is not None:
        queries.guard(actor.user)


def _guard_another(name: str) -> None:
    standing = queries.needs()
    if standing.filter(name__iexact=name).exists():
        raise errors.BadInput(_("There is a need of this name."), field="name")
    if standing.count() >= rules.MOST_NEEDS:
        raise errors.WrongState(_("At most {n} needs: more nobody rates with care.").format(n=rules.MOST_NEEDS))


def _table(text: str) -> tuple[tuple[str, ...], list[list[str]]]:
    """A table with headings that differ and at least a row. Raises BadInput."""
    try:
        headings, rows = rules.read_table(text)
    except csv.Error:
        headings, rows = (), []
    if not headings or not all(headings) or not rows:
        raise errors.BadInput(
            _("Paste a table: accounts in the first column, a need in each other heading, ratings of 1 to 5."),
            field="text",
        )
    if len({one.lower() for one in headings}) < len(headings):
        raise errors.BadInput(_("Two columns have the same heading."), field="text")
    return headings, rows


def _accounts(names: list[str]) -> dict[str, Account | str]:
    """Accounts by the lower case of their name, or of a key another system knows them by; TWO where two have the name."""
    wanted = {name.lower() for name in names}
    standing = accounts.unscoped().filter(archived_at=None)
    named = standing.annotate(lower=Lower("name")).filter(Q(lower__in=wanted) | Q(name__in=names))
    found: dict[str, Account | str] = {}
    for one in named:
        found[one.name.lower()] = TWO if one.name.lower() in found else one
    keys = accounts.unscoped_keys().filter(account__archived_at=None).annotate(lower=Lower("key"))
    keys = keys.filter(Q(lower__in=wanted) | Q(key__in=names)).select_related("account")
    return {**{one.key.lower(): one.account for one in keys}, **found}


def _wrong(row: list[str], headings: Sequence[str]) -> str:
    if len(row) > len(headings) + 1 and any(row[len(headings) + 1 :]):
        return _("This line has more cells than there are headings.")
    bad = [cell for cell in row[1:] if cell and rules.rating(cell) is None]
    if bad:
        return _("“{text}” is no rating of 1 to 5.").format(text=bad[0][:40])
    return "" if any(row[1:]) else _("This line has no rating.")
