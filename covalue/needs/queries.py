"""What customers need, for who sees the whole base."""

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
from covalue.web.answered import AsRef, PageOnly

Matrix = tuple[tuple[int, ...], ...]
MOST_ROWS: Final = 300


@dataclass(frozen=True)
class Cluster:
    """Accounts that need alike; `means` are of the ratings themselves, by need; `ratings` are in the accounts' order."""

    name: str
    means: tuple[float, ...]
    accounts: tuple[AsRef[Account], ...]
    number: PageOnly[int]
    needs: PageOnly[tuple[Need, ...]]
    ratings: PageOnly[Matrix]

    @property
    def by_need(self) -> list[tuple[Need, float]]:
        """The means beside the needs."""
        return list(zip(self.needs, self.means, strict=True))

    @property
    def strongest(self) -> int:
        """The place of the need that counts most."""
        return max(range(len(self.means)), key=lambda place: self.means[place])


@dataclass(frozen=True)
class NeedsPage:
    """Everything on the page; `clusters` are of the number asked for, or of the one that separates best."""

    needs: tuple[AsRef[Need], ...]
    rated: int
    choices: tuple[Choice, ...]
    best: int | None
    clusters: tuple[Cluster, ...]
    version: str
    rows: PageOnly[tuple[tuple[Account, tuple[int | None, ...]], ...]]
    k: PageOnly[int | None]
    kept: PageOnly[tuple[NeedsSegmentation, ...]]
    openable: PageOnly[frozenset[int]]
    same: PageOnly[bool]

    @property
    def too_few(self) -> bool:
        return self.rated < rules.FEWEST_ACCOUNTS


@dataclass(frozen=True)
class RatePage:
    """An account with its rating on each need."""

    account: Account
    scores: tuple[tuple[Need, int | None], ...]


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


def guard(user: User) -> None:
    """Whoever sees the whole base; to others it is not there."""
    if not user.may(Right.SEE_PORTFOLIO):
        raise errors.NotFound()


def needs() -> QuerySet[Need]:
    """The needs customers are rated by."""
    return Need.objects.filter(removed_at=None)


def get_need(user: User, need_id: int) -> Need:
    """A need, removed or not."""
    guard(user)
    need = Need.objects.filter(pk=need_id).first()
    if need is None:
        raise errors.NotFound()
    return need


def segmentations() -> QuerySet[NeedsSegmentation]:
    """Segments that were kept, the latest first."""
    return NeedsSegmentation.objects.filter(removed_at=None).select_related("kept_by")


def get_segmentation(user: User, segmentation_id: int) -> NeedsSegmentation:
    """Segments that were kept, removed or not."""
    guard(user)
    segmentation = NeedsSegmentation.objects.filter(pk=segmentation_id).select_related("kept_by").first()
    if segmentation is None:
        raise errors.NotFound()
    return segmentation


def get_account(user: User, account_id: int) -> Account:
    """An account whose needs can be rated."""
    guard(user)
    account = accounts.in_portfolio_of(user).filter(pk=account_id, archived_at=None).first()
    if account is None:
        raise errors.NotFound()
    return account


def rate_page(user: User, account_id: int) -> RatePage:
    """The ratings of an account."""
    account = get_account(user, account_id)
    scores = dict(NeedRating.objects.filter(account=account).values_list("need", "score"))
    return RatePage(account, tuple((need, scores.get(need.pk)) for need in needs()))


def kept_page(user: User, segmentation_id: int, other_id: int | None) -> KeptPage:
    """Compared with the other; without one, with the next newer, or the one before the newest."""
    kept = get_segmentation(user, segmentation_id)
    other = get_segmentation(user, other_id) if other_id else None
    others = tuple(NeedsSegmentation.objects.filter(removed_at=None).exclude(pk=kept.pk))
    newer = [segmentation for segmentation in others if segmentation.kept_at > kept.kept_at]
    other = other or (newer[-1] if newer else others[0] if others else None)
    before, after = sorted((kept, other), key=lambda row: (row.kept_at, row.pk)) if other else (None, None)
    moves = rules.moves(placed(before), placed(after)) if before and after else []
    ids = {row.account_id for row in placed(kept)} | {move.account_id for move in moves}
    openable = frozenset(accounts.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))
    return KeptPage(kept, others, other, before, after, tuple(moves), openable)


def placed(segmentation: NeedsSegmentation) -> tuple[rules.Placed, ...]:
    """Its accounts with their segments and ratings."""
    return tuple(
        rules.Placed(
            account["id"],
            account["name"],
            cluster["name"],
            dict(zip(segmentation.needs, account.get("scores", ()), strict=False)),
        )
        for cluster in segmentation.clusters
        for account in cluster["accounts"]
    )


def needs_page(user: User, k: int | None) -> NeedsPage:
    """Ratings, what each number of clusters would give, and the clusters of `k`."""
    guard(user)
    current = tuple(needs())
    scores = _scores([need.pk for need in current])
    rated = rules.complete(scores, [need.pk for need in current]) if current else []
    matrix = tuple(tuple(scores[account][need.pk] for need in current) for account in rated)
    enough = len(rated) >= rules.FEWEST_ACCOUNTS
    choices = _choices(matrix) if enough else ()
    best = numbers.best(choices, rules.SMALLEST)
    number = k if k in {choice.k for choice in choices} else best.k if best else None
    shown = list(
        accounts.unscoped()
        .filter(archived_at=None)
        .filter(Q(pk__in=list(scores)) | ~Q(account_class=AccountClass.STANDARD))
        .order_by("name")[:MOST_ROWS]
    )
    by_id = accounts.unscoped().in_bulk(rated)
    return NeedsPage(
        needs=current,
        rated=len(rated),
        choices=choices,
        best=best.k if best else None,
        clusters=_clusters(matrix, [by_id[pk] for pk in rated], current, number) if number else (),
        version=hashlib.sha256(repr((rated, matrix)).encode()).hexdigest()[:20],
        rows=tuple((row, tuple(scores.get(row.pk, {}).get(need.pk) for need in current)) for row in shown),
        k=number,
        kept=tuple(segmentations()),
        openable=accounts.openable(user, [account.pk for account in shown]),
        same=enough and len(set(matrix)) == 1,
    )


def _scores(need_ids: list[int]) -> dict[int, dict[int, int]]:
    """Account id → need id → rating, accounts by name."""
    scores: dict[int, dict[int, int]] = defaultdict(dict)
    rows = NeedRating.objects.filter(need__in=need_ids, account__archived_at=None).order_by("account__name", "account")
    for account, need, score in rows.values_list("account", "need", "score"):
        scores[account][need] = score
    return scores


@lru_cache(maxsize=8)
def _choices(matrix: Matrix) -> tuple[Choice, ...]:
    """Remembered: a page asks for it again and again while names are thought of."""
    return numbers.choices(numbers.standardised(np.array(matrix, dtype=np.float64)))


def _clusters(matrix: Matrix, rated: list[Account], needs: tuple[Need, ...], k: int) -> tuple[Cluster, ...]:
    ratings = np.array(matrix, dtype=np.float64)
    labels = numbers.clusters(numbers.standardised(ratings), k).labels
    return tuple(
        Cluster(
            "",
            tuple(round(float(mean), 2) for mean in ratings[labels == place].mean(axis=0)),
            tuple(account for account, label in zip(rated, labels, strict=True) if label == place),
            place + 1,
            needs,
            tuple(row for row, label in zip(matrix, labels, strict=True) if label == place),
        )
        for place in range(k)
    )
