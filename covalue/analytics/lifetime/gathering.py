"""Who bought on which days, gathered from sales in any order, a batch at a time.

An engine that groups ten million sales by customer and day keeps each such pair with its text and its sums, in each thread.
Models want less: the days themselves, what the first day was worth, and what all were. Here customers are numbered as they
come, a pair is a number of four bytes (eight above 262,144 customers), and a batch is sorted and gone before the next.

Texts longer than fifteen bytes and days more than 22 years from the first are not told apart: `UnfitError` says so, and the engine
has to group them.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from covalue.analytics.lifetime.patterns import Numbers

Whole = NDArray[np.int64]
Words = NDArray[np.uint64]

WORD: Final = 8  # bytes
LONGEST: Final = 2 * WORD - 1
MIXING: Final = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F))  # odd, their bits as good as drawn
DAY_BITS: Final = 14
SPAN: Final = 1 << DAY_BITS  # days
FEW: Final = 1 << (32 - DAY_BITS)  # customers
PENDING: Final = 2_000_000  # pairs, before what comes twice is thrown out
NEVER: Final = np.int32(2**31 - 1)
_KEPT: Final = np.array([(1 << (8 * size)) - 1 for size in range(WORD)] + [2**64 - 1], dtype=np.uint64)


class UnfitError(Exception):
    """Sales that have to be grouped in another way."""


class Names:
    """Short texts, numbered 0, 1, 2, … as they come.

    A hash table of whole columns with open addressing. A text is compared as a whole, as one word or two of eight bytes with
    its length, so no two are ever taken for one.
    """

    def __init__(self) -> None:
        self._slots = np.zeros(0, dtype=np.int32)  # number + 1; 0 is free
        self._words = np.zeros((2, 1), dtype=np.uint64)  # by number + 1
        self._count = 0
        self._texts: list[pa.Array] = []

    def __len__(self) -> int:
        return self._count

    def numbers(self, texts: pa.Array) -> Whole:
        """The number of each text; none of them NULL. Raises UnfitError."""
        words = words_of(texts)
        self._make_room(len(texts))
        slot = self._hashed(words)
        number = self._slots[slot]
        open_ = np.flatnonzero(~self._same(number, words, slice(None)))
        while len(open_):
            self._add(texts, words, open_, slot)
            here = self._slots[slot[open_]]
            same = self._same(here, words, open_)
            number[open_[same]] = here[same]
            open_ = open_[~same]
            slot[open_] = (slot[open_] + 1) & (len(self._slots) - 1)
        return number.astype(np.int64) - 1

    def texts(self) -> pa.Array:
        """All of them, by number."""
        return pa.concat_arrays(self._texts) if self._texts else pa.array([], pa.string())

    def _same(self, number: Any, words: Words, some: Any) -> NDArray[np.bool_]:
        first, second = words
        return np.asarray((self._words[0][number] == first[some]) & (self._words[1][number] == second[some]))

    def _add(self, texts: pa.Array, words: Words, open_: Any, slot: Any) -> None:
        """Number texts whose slot is free; of several that want the same one, the last gets it."""
        rows = open_[self._slots[slot[open_]] == 0]
        if not len(rows):
            return
        wanted = slot[rows]
        self._slots[wanted] = np.arange(len(rows))
        rows = rows[self._slots[wanted] == np.arange(len(rows))]
        numbers = np.arange(self._count + 1, self._count + 1 + len(rows))
        self._slots[wanted] = 0
        self._slots[slot[rows]] = numbers
        self._words = _longer(self._words, self._count + 1 + len(rows))
        self._words[:, numbers] = words[:, rows]
        self._count += len(rows)
        self._texts.append(texts.take(pa.array(rows)))

    def _make_room(self, more: int) -> None:
        """Twice as many slots as there can be texts."""
        if 2 * (self._count + more) <= len(self._slots):
            return
        self._slots = np.zeros(1 << int(2 * (self._count + more)).bit_length(), dtype=np.int32)
        slot = self._hashed(self._words[:, 1 : self._count + 1])
        numbers = np.arange(1, self._count + 1, dtype=np.int32)
        while len(numbers):
            free = self._slots[slot] == 0
            self._slots[slot[free]] = numbers[free]
            left = self._slots[slot] != numbers
            numbers, slot = numbers[left], (slot[left] + 1) & (len(self._slots) - 1)

    def _hashed(self, words: Words) -> Whole:
        bits = len(self._slots).bit_length() - 1
        mixed = words[0] * MIXING[0] ^ words[1] * MIXING[1]
        return np.asarray((mixed * MIXING[0] >> np.uint64(64 - bits)).view(np.int64))


def words_of(texts: pa.Array) -> Words:
    """Each text as two words, (2, n): its bytes, and its length in the last byte of the second. Raises UnfitError."""
    _valid, offsets, data = texts.buffers()
    ends = np.frombuffer(offsets, np.int32, len(texts) + 1, texts.offset * 4)
    start, size = ends[:-1], np.diff(ends)
    most = int(size.max(initial=0))
    if most > LONGEST:
        raise UnfitError
    held = np.frombuffer(data, np.uint8, ends[-1]) if data is not None else np.zeros(0, np.uint8)
    padded = np.concatenate([held, np.zeros(2 * WORD, np.uint8)])
    at_each = np.ndarray(
        len(padded) - WORD + 1, "<u8", padded, strides=(1,)
    )  # the eight bytes that begin at each place
    words = np.empty((2, len(texts)), dtype=np.uint64)
    words[0] = at_each[start] & _KEPT[np.minimum(size, WORD)]
    words[1] = (size + 1).astype(np.uint64) << np.uint64(56)
    if most > WORD:
        words[1] |= at_each[np.minimum(start + WORD, len(at_each) - 1)] & _KEPT[np.clip(size - WORD, 0, WORD - 1)]
    return words


@dataclass(frozen=True)
class Gathered:
    """Pairs of `customer` (a number) and `day` (since 1970), each once, in order; the rest by number, in money: what they
    `spent`, of that on the first day, what was told of its costs, and how many sales had one and had none.
    """

    customer: Whole
    day: Whole
    spent: Numbers
    on_first_day: Numbers
    costs: Numbers
    costed: Numbers
    uncosted: Numbers

    @property
    def cost(self) -> Numbers:
        """Of what was spent; NaN where one cost is not known."""
        return np.where((self.costed > 0) & (self.uncosted == 0), self.costs, np.nan)


class Sales:
    """Sales of customers by number, gathered batch by batch."""

    def __init__(self) -> None:
        self._pairs: list[Any] = []
        self._waiting = 0
        self._origin: int | None = None
        self._first = np.zeros(0, dtype=np.int32)
        self._sums = np.zeros((5, 0))  # spent, of that on the first day, cost, costs known, costs missing

    def add(self, customer: Whole, day: NDArray[np.int32], amount: Numbers, cost: Numbers | None) -> None:
        """Sales of customers by number on days since 1970; costs not known are NaN, None where none is. Raises UnfitError."""
        if not len(customer):
            return
        count = max(int(customer.max()) + 1, len(self._first))
        self._first = _filled(self._first, count)
        self._sums = _longer(self._sums, count)
        self._sums[0, :count] += np.bincount(customer, amount, count)
        self._add_costs(customer, amount, cost, count)
        self._pairs.append(self._paired(customer, day))
        self._waiting += len(self._pairs[-1])
        self._add_first_days(customer, day, amount, count)
        if self._waiting > PENDING + len(self._pairs[0]):
            self._pairs = [_once(np.concatenate(self._pairs))]
            self._waiting = len(self._pairs[0])

    def gathered(self) -> Gathered:
        pairs = _once(np.concatenate(self._pairs)) if self._pairs else np.zeros(0, np.uint32)
        count = len(self._first)
        day = (pairs & pairs.dtype.type(SPAN - 1)).astype(np.int64) + (self._origin or 0)
        customer = (pairs >> pairs.dtype.type(DAY_BITS)).astype(np.int64)
        return Gathered(customer, day, *self._sums[:, :count])

    def _paired(self, customer: Whole, day: NDArray[np.int32]) -> Any:
        """Customer and day as one number, each once."""
        low, high = int(day.min()), int(day.max())
        if self._origin is None:
            self._origin = low - SPAN // 2
        if low < self._origin or high >= self._origin + SPAN:
            raise UnfitError
        pairs = (customer << DAY_BITS) + (day - np.int32(self._origin))
        return _once(pairs.astype(np.uint32 if len(self._first) <= FEW else np.uint64))

    def _add_first_days(self, customer: Whole, day: NDArray[np.int32], amount: Numbers, count: int) -> None:
        """What the first day was worth: forgotten where an earlier one comes."""
        before = self._first.copy()
        np.minimum.at(self._first, customer, day)
        self._sums[1, : len(before)][self._first < before] = 0
        on_it = np.flatnonzero(day == self._first[customer])
        self._sums[1, :count] += np.bincount(customer[on_it], amount[on_it], count)

    def _add_costs(self, customer: Whole, amount: Numbers, cost: Numbers | None, count: int) -> None:
        unknown = amount != 0
        if cost is not None:
            known = ~np.isnan(cost)
            unknown &= ~known
            self._sums[2, :count] += np.bincount(customer, np.where(known, cost, 0), count)
            self._sums[3, :count] += np.bincount(customer, known, count)
        self._sums[4, :count] += np.bincount(customer, unknown, count)


def merged(found: Gathered, into: Whole) -> Gathered:
    """The same with customers of the same new number taken as one; `into` has the new number of each, all from 0 on."""
    count = int(into.max(initial=-1)) + 1
    first = np.full(len(into), NEVER, dtype=np.int64)
    np.minimum.at(first, found.customer, found.day)
    earliest = np.full(count, NEVER, dtype=np.int64)
    np.minimum.at(earliest, into, first)
    on_it = np.where(first == earliest[into], found.on_first_day, 0)
    sums = (
        np.bincount(into, each, count).astype(float)
        for each in (found.spent, on_it, found.costs, found.costed, found.uncosted)
    )
    low = int(found.day.min(initial=0))
    pairs = _once((into[found.customer] << 32) + (found.day - low))
    return Gathered(pairs >> 32, (pairs & (2**32 - 1)) + low, *sums)


def _once(pairs: Any) -> Any:
    """Sorted, and each once; in place."""
    pairs.sort()
    new = np.ones(len(pairs), dtype=bool)
    np.not_equal(pairs[1:], pairs[:-1], out=new[1:])
    return pairs[new]


def _longer(columns: Any, count: int) -> Any:
    """With room for so many in each row, and for as many again where it has to grow."""
    if columns.shape[1] >= count:
        return columns
    grown = np.zeros((columns.shape[0], max(count, min(2 * columns.shape[1], count + FEW))), dtype=columns.dtype)
    grown[:, : columns.shape[1]] = columns
    return grown


def _filled(days: Any, count: int) -> Any:
    return np.concatenate([days, np.full(count - len(days), NEVER, dtype=np.int32)]) if count > len(days) else days
