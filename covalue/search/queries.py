"""Finding things by what somebody types: beginnings of words, in any order; slips forgiven when nothing fits."""

from collections.abc import Sequence
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from covalue.search import rules
from covalue.search.models import Slip, Term

COUNTED: Final = 5_000  # a word that fits more things is common, how much more does not matter
SPARE: Final = 4  # rows read for each thing wanted: a thing can fit a word by several terms
MEANT: Final = 6  # words a slip may have been meant for
LAST: Final = b"\xff"  # behind every text


def find(kind: str, text: str, *, limit: int, among: Sequence[int] | None = None) -> tuple[int, ...]:
    """Ids of things every typed word fits. `among` are the accounts that may be seen; None means all of them."""
    words = rules.asked_terms(text)
    if not words or among == []:
        return ()
    found = _fitting(kind, [(word,) for word in words], limit, among)
    if found:
        return found
    meant = [_meant(word) for word in words]
    return _fitting(kind, meant, limit, among) if all(meant) else ()


def _fitting(kind: str, words: Sequence[Sequence[str]], limit: int, among: Sequence[int] | None) -> tuple[int, ...]:
    """Things that have for each word a term beginning like one of its spellings; looked up from the rarest word."""
    rarest, *others = sorted(words, key=lambda spellings: _how_common(kind, spellings, among)) if words[1:] else words
    found: dict[int, None] = {}
    for spelling in rarest:  # one beginning at a time is read in the order of the index, and only as far as needed
        rows = _beginning(kind, [spelling], among)
        for spellings in others:
            rows = rows.filter(Exists(_beginning(kind, spellings, None).filter(thing_id=OuterRef("thing_id"))))
        found |= dict.fromkeys(rows.order_by("term").values_list("thing_id", flat=True)[: limit * SPARE])
        if len(found) >= limit:
            break
    return tuple(found)[:limit]


def _how_common(kind: str, spellings: Sequence[str], among: Sequence[int] | None) -> int:
    return sum(_beginning(kind, [spelling], among)[:COUNTED].count() for spelling in spellings)


def _beginning(kind: str, spellings: Sequence[str], among: Sequence[int] | None) -> QuerySet[Term]:
    fits = Q()
    for word in spellings:
        fits |= Q(term__gte=word.encode(), term__lt=word.encode() + LAST)
    rows = Term.objects.filter(fits, kind=kind)
    return rows if among is None else rows.filter(account_id__in=among)


def _meant(typed: str) -> tuple[str, ...]:
    """Spellings a typed word may stand for: itself, and words of the index a slip away."""
    if not rules.forgives(typed):
        return (typed,)
    near = Slip.objects.filter(form__in=rules.slips(typed)).values_list("word", flat=True).distinct()[:2000]
    words = sorted(
        (word for word in near if rules.is_slip(typed, word)), key=lambda word: (abs(len(word) - len(typed)), word)
    )
    return (typed, *words[:MEANT])
