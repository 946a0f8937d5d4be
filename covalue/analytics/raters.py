"""How far raters agree: the six intraclass correlations and Krippendorff's alpha. Prose in `docs/rules/raters.md`.

A table is targets × judges, NaN where a judge did not rate a target.

Sources: Shrout and Fleiss, Intraclass correlations: uses in assessing rater reliability, Psychological Bulletin 86 (1979);
Krippendorff, Computing Krippendorff's alpha-reliability (2011); for the words Koo and Li, Journal of Chiropractic Medicine 15
(2016).
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]
Difference: TypeAlias = Callable[[Floats, Floats], Floats]

NOTHING: Final = 1e-12  # of all variation: a sum of squares this small is rounding
MOST_VALUES: Final = 20_000  # different values a table may have for alpha
AT_ONCE: Final = 1_000  # of them compared with all others at a time
POOR, MODERATE, GOOD = 0.5, 0.75, 0.9  # Koo and Li 2016


class TableError(ValueError):
    """Nothing can be said of this table; the message says why."""


class Level(StrEnum):
    """What the numbers mean, which says how far two of them are apart."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"


class Word(StrEnum):
    """What an agreement means; `UNKNOWN` where there are too few ratings to know."""

    POOR = "poor"
    MODERATE = "moderate"
    GOOD = "good"
    EXCELLENT = "excellent"
    UNKNOWN = "too few to know"


@dataclass(frozen=True)
class Squares:
    """Mean squares of a complete table: between targets, between judges, what is left, and within targets."""

    targets: int
    judges: int
    between: float
    judged: float
    error: float
    within: float


@dataclass(frozen=True)
class Correlation:
    """One intraclass correlation with its 95 % interval; None where it is not defined."""

    name: str
    value: float | None
    low: float | None
    high: float | None


def complete(table: Floats) -> Floats:
    """The targets every judge rated."""
    rated: Floats = table[~np.isnan(table).any(axis=1)]
    return rated


def squares(table: Floats) -> Squares:
    """The two-way analysis of variance without replication. TableError for a table that allows none."""
    _guard_size(table)
    if np.isnan(table).any():
        raise TableError("The correlations need a rating of every judge for every target.")
    if np.all(table == table.flat[0]):
        raise TableError("All ratings are the same, so nothing tells the targets apart.")
    targets, judges = table.shape
    centred = table - table.mean()
    total = float((centred**2).sum())
    between = _of(judges * float((centred.mean(axis=1) ** 2).sum()), total)
    judged = _of(targets * float((centred.mean(axis=0) ** 2).sum()), total)
    error = _of(total - between - judged, total)
    return Squares(
        targets,
        judges,
        between / (targets - 1),
        judged / (judges - 1),
        error / ((targets - 1) * (judges - 1)),
        (judged + error) / (targets * (judges - 1)),
    )


def correlations(table: Floats) -> tuple[Correlation, ...]:
    """The six of Shrout and Fleiss, by their names: (1,1) (2,1) (3,1) of one judge, (1,k) (2,k) (3,k) of the mean of all."""
    found = squares(table)
    n, k = found.targets, found.judges
    consistent, agreeing = found.between - found.error, found.between - found.within
    biased = (found.judged - found.error) / n
    shares = {
        "ICC(1,1)": (agreeing, found.between + (k - 1) * found.within),
        "ICC(2,1)": (consistent, found.between + (k - 1) * found.error + k * biased),
        "ICC(3,1)": (consistent, found.between + (k - 1) * found.error),
        "ICC(1,k)": (agreeing, found.between),
        "ICC(2,k)": (consistent, found.between + biased),
        "ICC(3,k)": (consistent, found.between),
    }
    rounding = NOTHING * (found.between + found.judged + found.error)
    values = {name: _share(above, below, rounding) for name, (above, below) in shares.items()}
    limits = _limits(found, values["ICC(2,1)"])
    return tuple(Correlation(name, value, *limits.get(name, (None, None))) for name, value in values.items())


def word_for(found: Correlation) -> Word:
    """What a correlation means. Too few to know while its interval reaches over more than two neighbouring words."""
    if found.value is None or found.low is None or found.high is None:
        return Word.UNKNOWN
    if _step(found.high) - _step(found.low) > 1:
        return Word.UNKNOWN
    return (Word.POOR, Word.MODERATE, Word.GOOD, Word.EXCELLENT)[_step(found.value)]


def alpha(table: Floats, level: Level) -> float:
    """Krippendorff's alpha; targets with fewer than two ratings count for nothing. TableError where it is not defined."""
    _guard_size(table)
    known = ~np.isnan(table)
    paired = known.sum(axis=1) >= 2
    if paired.sum() < 1:
        raise TableError("No target was rated by two judges.")
    table, known = table[paired], known[paired]
    values, places, counts = np.unique(table[known], return_inverse=True, return_counts=True)
    if len(values) == 1:
        raise TableError("All ratings are the same, so nothing tells the targets apart.")
    if len(values) > MOST_VALUES:
        raise TableError(f"There are more than {MOST_VALUES} different values.")
    scale, difference = _scale(values, counts, level)
    rated = np.full(table.shape, np.nan)
    rated[known] = scale[places]
    total = int(counts.sum())
    observed = _within(rated, known, difference) / total
    expected = _between(scale, counts.astype(np.float64), difference) / (total * (total - 1))
    return float(1 - observed / expected)


def _guard_size(table: Floats) -> None:
    if table.ndim != 2 or table.shape[1] < 2:
        raise TableError("Agreement needs two judges at least.")
    if table.shape[0] < 2:
        raise TableError("Agreement needs two targets at least.")
    if np.isinf(table).any():
        raise TableError("A rating is not a finite number.")


def _of(part: float, total: float) -> float:
    """A sum of squares, without what is only rounding."""
    return part if part > NOTHING * total else 0.0


def _share(above: float, below: float, rounding: float = NOTHING) -> float | None:
    """None where the variation it divides by is nothing but rounding, or less."""
    return above / below if below > rounding else None


def _step(value: float) -> int:
    return sum(value >= border for border in (POOR, MODERATE, GOOD))


def _limits(found: Squares, agreed: float | None) -> dict[str, tuple[float | None, float | None]]:
    """95 % intervals (Shrout and Fleiss, p. 424–425); none where judges differ by the same amount everywhere."""
    n, k = found.targets, found.judges
    if not found.within:
        return {f"ICC({kind},{of})": (1.0, 1.0) for kind in (1, 2, 3) for of in (1, "k")}
    if agreed is None or not found.error or not found.between:
        return {}
    one = _by_ratio(found.between / found.within, n - 1, n * (k - 1), k)
    three = _by_ratio(found.between / found.error, n - 1, (n - 1) * (k - 1), k)
    two = _two_way(found, agreed)
    limits: dict[str, tuple[float | None, float | None]] = {}
    for kind, (low, high) in ((1, one), (2, two), (3, three)):
        limits[f"ICC({kind},1)"] = (low, high)
        limits[f"ICC({kind},k)"] = (_of_mean(low, k), _of_mean(high, k))
    return limits


def _by_ratio(ratio: float, first: int, second: int, k: int) -> tuple[float, float]:
    low, high = ratio / _quantile(first, second), ratio * _quantile(second, first)
    return (low - 1) / (low + k - 1), (high - 1) / (high + k - 1)


def _two_way(found: Squares, agreed: float) -> tuple[float, float]:
    """The interval of ICC(2,1), whose degrees of freedom are Satterthwaite's."""
    n, k = found.targets, found.judges
    ratio = found.judged / found.error
    weight = n * (1 + (k - 1) * agreed) - k * agreed
    above = (k - 1) * (n - 1) * (k * agreed * ratio + weight) ** 2
    freedom = above / ((n - 1) * (k * agreed * ratio) ** 2 + weight**2)
    upper, lower = _quantile(n - 1, freedom), _quantile(freedom, n - 1)
    rest = k * found.judged + (k * n - k - n) * found.error
    low = n * (found.between - upper * found.error) / (upper * rest + n * found.between)
    high = n * (lower * found.between - found.error) / (rest + n * lower * found.between)
    return low, high


def _of_mean(value: float, k: int) -> float | None:
    """Spearman and Brown: of the mean of k judges, from that of one."""
    return _share(k * value, 1 + (k - 1) * value)


def _quantile(first: float, second: float) -> float:
    from scipy import special  # long in coming

    return float(special.fdtri(first, second, 0.975))


def _scale(values: Floats, counts: npt.NDArray[np.intp], level: Level) -> tuple[Floats, Difference]:
    """Where the values stand, and how far two of them are apart."""
    if level is Level.NOMINAL:
        return values, lambda one, other: (one != other).astype(np.float64)
    if level is Level.ORDINAL:
        return np.cumsum(counts) - counts / 2, _squared
    if level is Level.INTERVAL:
        return values, _squared
    if values[0] < 0:
        raise TableError("Ratings on a ratio scale cannot be below zero.")
    return values, _relative


def _squared(one: Floats, other: Floats) -> Floats:
    return (one - other) ** 2


def _relative(one: Floats, other: Floats) -> Floats:
    total = one + other
    apart: Floats = np.divide(one - other, total, out=np.zeros_like(total), where=total != 0)
    return apart**2


def _within(rated: Floats, known: npt.NDArray[np.bool_], difference: Difference) -> float:
    """Differences of all ordered pairs of ratings of one target, divided by its ratings less one."""
    filled = np.where(known, rated, 0.0)
    apart = np.zeros(len(rated))
    for first in range(rated.shape[1] - 1):
        for second in range(first + 1, rated.shape[1]):
            both = known[:, first] & known[:, second]
            apart += np.where(both, difference(filled[:, first], filled[:, second]), 0.0)
    return float((2 * apart / (known.sum(axis=1) - 1)).sum())


def _between(scale: Floats, counts: Floats, difference: Difference) -> float:
    """Differences of all ordered pairs of ratings of the table."""
    total = 0.0
    for start in range(0, len(scale), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        total += float(counts[part] @ difference(scale[part, None], scale[None, :]) @ counts)
    return total
