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
from django.utils.translation import ngettext

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account
from covalue.core import errors, events, removal
from covalue.core.events import Actor
from covalue.needs import queries, rules
from covalue.needs.models import Need, NeedRating, NeedsSegmentation
from covalue.needs.queries import Cluster
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
        raise errors.BadInput(_("Enter a name for the need."), field="name")
    _guard_another(name)
    need = Need.objects.create(name=name, added_by=actor.user, added_at=now)
    events.write(actor, "added need", subject=need, stream="needs", now=now)
    return need


def remove_need(actor: Actor, need: Need, *, now: datetime) -> None:
    """It counts no more; `restore_need` brings it and its ratings back."""
    guard(actor)
    removal.remove(actor, need, stream="needs", now=now)


def restore_need(actor: Actor, need: Need, *, now: datetime) -> None:
    """Undo a removal; not beside another of its name."""
    guard(actor)
    if need.removed_at is None:
        return
    try:
        _guard_another(need.name)
    except errors.BadInput as taken:
        raise errors.WrongState(taken.sentence) from None
    removal.restore(actor, need, stream="needs", now=now)


@transaction.atomic
def rate_account(actor: Actor, *, account: Account, ratings: Mapping[Need, int | None], now: datetime) -> None:
    """How much each need means to an account; None takes a rating away."""
    guard(actor)
    changes = {}
    before = dict(NeedRating.objects.filter(account=account).values_list("need", "score"))
    for need, score in ratings.items():
        if score is not None and score not in rules.SCALE:
            raise errors.BadInput(_("{need}: enter 1 to 5.").format(need=need), field=f"need-{need.pk}")
        if before.get(need.pk) == score:
            continue
        changes[str(need)] = (before.get(need.pk, ""), "" if score is None else score)
        if score is None:
            NeedRating.objects.filter(account=account, need=need).delete()
        else:
            values = {"score": score, "rated_by": actor.user, "rated_at": now}
            NeedRating.objects.update_or_create(account=account, need=need, defaults=values)
    if changes:
        events.write(actor, "rated needs", subject=account, stream="needs", changes=changes, now=now)


@transaction.atomic
def paste(actor: Actor, *, text: str, now: datetime) -> Pasted:
    """Ratings from a table: accounts by name or key in the first column, needs in the headings.

    A heading that is no need yet becomes one, if a line that was taken rates it.
    """
    guard(actor)
    headings, rows = _table(text)
    by_name = _accounts([row[0] for row in rows])
    taken: list[tuple[Account, dict[str, int]]] = []
    rejects: list[Reject] = []
    for number, row in enumerate(rows, start=2):
        account, wrong = by_name.get(row[0].lower()), _wrong(row, headings)
        if wrong or not isinstance(account, Account):
            unclear = (
                _("Two accounts are called “{name}”.") if account == TWO else _("“{name}” is not a known account.")
            )
            rejects.append(Reject(number, wrong or unclear.format(name=row[0][:80])))
            continue
        cells = zip(headings, row[1:], strict=False)
        scores = {heading: score for heading, cell in cells if (score := rules.rating(cell)) is not None}
        taken.append((account, scores))
    rated = {heading for _account, scores in taken for heading in scores}
    needs = {need.name.lower(): need for need in queries.needs()}
    new = [heading for heading in headings if heading in rated and heading.lower() not in needs]
    needs |= {heading.lower(): add_need(actor, name=heading, now=now) for heading in new}
    for account, scores in taken:
        ratings = {needs[heading.lower()]: score for heading, score in scores.items()}
        rate_account(actor, account=account, ratings=ratings, now=now)
    return Pasted(len({account.pk for account, _scores in taken}), tuple(new), tuple(rejects))


@transaction.atomic
def keep(actor: Actor, *, name: str, k: int, names: Sequence[str], version: str, now: datetime) -> NeedsSegmentation:
    """Keep `k` clusters, each under the name somebody gave it; `version` is that of the ratings they saw."""
    guard(actor)
    page = queries.needs_page(actor.user, k) if actor.user else None
    if page is None or page.k != k or not page.clusters or page.version != version:
        raise errors.WrongState(_("Someone has changed ratings since, and the clusters with them. Check them again."))
    cleaned = [" ".join(text.split())[:120] for text in names]
    if len(cleaned) != k or not all(cleaned):
        raise errors.BadInput(_("Give every cluster a name: what do they need that others do not?"), field="names")
    if len({text.lower() for text in cleaned}) < k:
        raise errors.BadInput(_("Two clusters have the same name."), field="names")
    if not name.strip():
        raise errors.BadInput(_("Enter a name for the segmentation."), field="name")
    choice = next(choice for choice in page.choices if choice.k == k)
    segmentation = NeedsSegmentation.objects.create(
        name=" ".join(name.split())[:120],
        needs=[need.name for need in page.needs],
        clusters=[_stored(text, cluster) for text, cluster in zip(cleaned, page.clusters, strict=True)],
        silhouette=choice.silhouette,
        stability=choice.stability,
        kept_by=actor.user,
        kept_at=now,
    )
    changes = {"clusters": ("", k)}
    events.write(actor, "kept needs segments", subject=segmentation, stream="needs", changes=changes, now=now)
    return segmentation


def remove_segmentation(actor: Actor, segmentation: NeedsSegmentation, *, now: datetime) -> None:
    """`restore_segmentation` brings it back."""
    guard(actor)
    removal.remove(actor, segmentation, stream="needs", noun="needs segments", now=now)


def restore_segmentation(actor: Actor, segmentation: NeedsSegmentation, *, now: datetime) -> None:
    """Undo a removal."""
    guard(actor)
    removal.restore(actor, segmentation, stream="needs", noun="needs segments", now=now)


def guard(actor: Actor) -> None:
    """Whoever sees the whole base."""
    if actor.user is not None:
        queries.guard(actor.user)


def _guard_another(name: str) -> None:
    standing = queries.needs()
    if standing.filter(name__iexact=name).exists():
        raise errors.BadInput(_("A need with this name already exists."), field="name")
    if standing.count() >= rules.MOST_NEEDS:
        raise errors.WrongState(_("At most {n} needs; more cannot be rated with care.").format(n=rules.MOST_NEEDS))


def _stored(name: str, cluster: Cluster) -> dict[str, object]:
    """A cluster as a segmentation keeps it."""
    rated = zip(cluster.accounts, cluster.ratings, strict=True)
    accounts = [{"id": account.pk, "name": account.name, "scores": list(scores)} for account, scores in rated]
    return {"name": name, "means": list(cluster.means), "accounts": accounts}


def _table(text: str) -> tuple[tuple[str, ...], list[list[str]]]:
    """A table with headings that differ and at least a row. Raises BadInput."""
    try:
        headings, rows = rules.read_table(text)
    except csv.Error:
        headings, rows = (), []
    if not headings or not all(headings) or not rows:
        raise errors.BadInput(
            _("Paste a table: accounts in the first column, one need per further column, ratings of 1 to 5."),
            field="text",
        )
    if len({heading.lower() for heading in headings}) < len(headings):
        raise errors.BadInput(_("Two columns have the same heading."), field="text")
    return headings, rows


def _accounts(names: list[str]) -> dict[str, Account | str]:
    """Accounts by the lower case of their name, or of a key another system knows them by; TWO where two have the name."""
    lower = {name.lower() for name in names}
    current = accounts.unscoped().filter(archived_at=None).annotate(lower=Lower("name"))
    by_name: dict[str, Account | str] = {}
    for account in current.filter(Q(lower__in=lower) | Q(name__in=names)):
        by_name[account.name.lower()] = TWO if account.name.lower() in by_name else account
    keys = accounts.unscoped_keys().filter(account__archived_at=None).annotate(lower=Lower("key"))
    keys = keys.filter(Q(lower__in=lower) | Q(key__in=names)).select_related("account")
    return {**{key.key.lower(): key.account for key in keys}, **by_name}


def _wrong(row: list[str], headings: Sequence[str]) -> str:
    if len(row) > len(headings) + 1 and any(row[len(headings) + 1 :]):
        return ngettext(
            "This line has {n} cell where the heading has {m}.",
            "This line has {n} cells where the heading has {m}.",
            len(row),
        ).format(n=len(row), m=len(headings) + 1)
    bad = [cell for cell in row[1:] if cell and rules.rating(cell) is None]
    if bad:
        return _("“{text}” is not a rating of 1 to 5.").format(text=bad[0][:40])
    return "" if any(row[1:]) else _("This line has no ratings.")
