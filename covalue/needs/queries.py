"""The door to needs: for who sees the whole base."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from django.db.models import Q, QuerySet

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account, AccountClass
from covalue.analytics import needs as numbers
from covalue.analytics.needs import Choice
from covalue.core import errors
from covalue.needs import rules
from covalue.needs.models import Need, NeedRating, NeedsSegmentation
from covalue.people.models import User
from covalue.people.rules import Right

Matrix = tuple[tuple[int, ...], ...]
MOST_ROWS: Final = 300


@dataclass(frozen=True)
class Cluster:
    """Accounts that need alike; `means` are of the ratings themselves, by need; `ratings` are in the accounts' order."""

    number: int
    means: tuple[float, ...]
    accounts: tuple[Account, ...]
    ratings: Matrix

    @property
    def strongest(self) -> int:
        """The place of the need that counts most."""
        return max(range(len(self.means)), key=lambda place: self.means[place])


@dataclass(frozen=True)
class NeedsPage:
    """Everything on the page; `clusters` are of the number asked for, or of the one that separates best."""

    needs: tuple[Need, ...]
    rows: tuple[tuple[Account, tuple[int | None, ...]], ...]
    rated: int
    choices: tuple[Choice, ...]
    best: int | None
    k: int | None
    clusters: tuple[Cluster, ...]
    kept: tuple[NeedsSegmentation, ...]
    openable: frozenset[int]
    same: bool
    version: str

    @property
    def too_few(self) -> bool:
        return self.rated < rules.FEWEST_ACCOUNTS


def guard(user: User) -> None:
    """Whoever sees the whole base; to others it is not there."""
    if not user.may(Right.SEE_PORTFOLIO):
        raise errors.NotFound()


def needs() -> QuerySet[Need]:
    return Need.objects.filter(removed_at=None)


def get_need(user: User, need_id: int) -> Need:
    guard(user)
    found = Need.objects.filter(pk=need_id).first()
    if found is None:
        raise errors.NotFound()
    return found


def get_kept(user: User, kept_id: int) -> NeedsSegmentation:
    guard(user)
    found = NeedsSegmentation.objects.filter(pk=kept_id).select_related("kept_by").first()
    if found is None:
        raise errors.NotFound()
    return found


@dataclass(frozen=True)
class KeptPage:
    """Segments as they were kept; with others kept, who moved from the older to the newer of the two."""

    kept: NeedsSegmentation
    others: tuple[NeedsSegmentation, ...]
    other: NeedsSegmentation | None
    before: NeedsSegmentation | None
    after: NeedsSegmentation | None
    moves: tuple[rules.Moved, ...]
    openable: frozenset[int]


def kept_page(user: User, kept: NeedsSegmentation, other: NeedsSegmentation | None) -> KeptPage:
    """Compared with `other`; without one, with the next newer, or the one before the newest."""
    others = tuple(NeedsSegmentation.objects.filter(removed_at=None).exclude(pk=kept.pk))
    newer = [one for one in others if one.kept_at > kept.kept_at]
    other = other or (newer[-1] if newer else others[0] if others else None)
    pair = sorted([kept, other], key=lambda one: (one.kept_at, one.pk)) if other else [None, None]
    moves = rules.moves(placed(pair[0]), placed(pair[1])) if pair[0] and pair[1] else []
    ids = {one.account_id for one in placed(kept)} | {one.account_id for one in moves}
    return KeptPage(
        kept,
        others,
        other,
        pair[0],
        pair[1],
        tuple(moves),
        frozenset(accounts.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True)),
    )


def placed(kept: NeedsSegmentation) -> tuple[rules.Placed, ...]:
    """Its accounts with their segments and ratings."""
    return tuple(
        rules.Placed(
            one["id"], one["name"], cluster["name"], dict(zip(kept.needs, one.get("scores", ()), strict=False))
        )
        for cluster in kept.clusters
        for one in cluster["accounts"]
    )


def needs_page(user: User, k: int | None) -> NeedsPage:
    """Ratings, what each number of clusters would give, and the clusters of `k`."""
    guard(user)
    asked = tuple(needs())
    given = _given([need.pk for need in asked])
    rated = rules.complete(given, [need.pk for need in asked]) if asked else []
    matrix = tuple(tuple(given[account][need.pk] for need in asked) for account in rated)
    enough = len(rated) >= rules.FEWEST_ACCOUNTS
    choices = _choices(matrix) if enough else ()
    best = numbers.best(choices, rules.SMALLEST)
    chosen = k if k in {one.k for one in choices} else best.k if best else None
    shown = list(
        accounts.unscoped()
        .filter(archived_at=None)
        .filter(Q(pk__in=list(given)) | ~Q(account_class=AccountClass.STANDARD))
        .order_by("name")[:MOST_ROWS]
    )
    by_id = {one.pk: one for one in accounts.unscoped().filter(pk__in=rated)}
    return NeedsPage(
        needs=asked,
        rows=tuple((one, tuple(given.get(one.pk, {}).get(need.pk) for need in asked)) for one in shown),
        rated=len(rated),
        choices=choices,
        best=best.k if best else None,
        k=chosen,
        clusters=_clusters(matrix, [by_id[pk] for pk in rated], chosen) if chosen else (),
        kept=tuple(NeedsSegmentation.objects.filter(removed_at=None).select_related("kept_by")),
        openable=accounts.openable(user, [one.pk for one in shown]),
        same=enough and len(set(matrix)) == 1,
        version=hashlib.sha256(repr((rated, matrix)).encode()).hexdigest()[:20],
    )


def _given(ids: list[int]) -> dict[int, dict[int, int]]:
    found: dict[int, dict[int, int]] = defaultdict(dict)
    rows = NeedRating.objects.filter(need__in=ids, account__archived_at=None).order_by("account__name", "account")
    for account, need, score in rows.values_list("account", "need", "score"):
        found[account][need] = score
    return found


@lru_cache(maxsize=8)
def _choices(matrix: Matrix) -> tuple[Choice, ...]:
    """Remembered: a page asks for it again and again while names are thought of."""
    return numbers.choices(numbers.standardised(np.array(matrix, dtype=np.float64)))


def _clusters(matrix: Matrix, rated: list[Account], k: int) -> tuple[Cluster, ...]:
    ratings = np.array(matrix, dtype=np.float64)
    labels = numbers.clusters(numbers.standardised(ratings), k).labels
    return tuple(
        Cluster(
            one + 1,
            tuple(round(float(mean), 2) for mean in ratings[labels == one].mean(axis=0)),
            tuple(account for account, label in zip(rated, labels, strict=True) if label == one),
            tuple(row for row, label in zip(matrix, labels, strict=True) if label == one),
        )
        for one in range(k)
    )
