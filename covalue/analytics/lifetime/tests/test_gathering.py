"""Numbering texts and gathering days, against Python's own dictionaries."""

from collections import defaultdict
from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from covalue.analytics.lifetime import gathering
from covalue.analytics.lifetime.gathering import Names, Sales, UnfitError

short = st.text(st.characters(codec="utf-8"), max_size=15).filter(lambda text: len(text.encode()) <= gathering.LONGEST)
batches = st.lists(st.lists(short, max_size=30), max_size=5)
sales = st.tuples(st.integers(0, 9), st.integers(18_000, 18_030), st.integers(0, 3), st.none() | st.integers(0, 2))


@settings(max_examples=80)
@given(batches)
def test_each_text_has_a_number_of_its_own(several: list[list[str]]) -> None:
    names = Names()
    told = [text for texts in several for text in zip(texts, names.numbers(pa.array(texts, pa.string())), strict=True)]
    assert len(names) == len({text for text, _number in told}) == len(set(told))
    assert [names.texts()[int(number)].as_py() for _text, number in told] == [text for text, _number in told]


def test_texts_that_want_the_same_place_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Names, "_hashed", lambda names, words: np.zeros(words.shape[1], dtype=np.int64))
    texts = [f"K{number}" for number in range(200)] * 2
    names = Names()
    numbers = [int(number) for half in (texts[:150], texts[150:]) for number in names.numbers(pa.array(half))]
    assert [names.texts()[number].as_py() for number in numbers] == texts and len(names) == 200


@pytest.mark.parametrize(
    "pair", [("a", "a\0"), ("", "\0"), ("12345678", "12345678\0"), ("123456789012345", "123456789012346")]
)
def test_texts_that_nearly_agree_are_two(pair: tuple[str, str]) -> None:
    assert len(set(Names().numbers(pa.array(pair)))) == 2


def test_a_piece_of_a_column_is_numbered_as_such() -> None:
    names = Names()
    column = pa.array(["before", "a", "b", "a", "behind"])
    assert list(names.numbers(column.slice(1, 3))) in ([0, 1, 0], [1, 0, 1]) and len(names) == 2


def test_texts_that_are_too_long_are_left_to_the_engine() -> None:
    with pytest.raises(UnfitError):
        Names().numbers(pa.array(["1234567890123456"]))


@settings(max_examples=80)
@given(
    st.lists(st.lists(sales, max_size=25), min_size=1, max_size=4),
    st.lists(st.integers(0, 3), min_size=10, max_size=10),
)
def test_days_and_sums_are_those_of_dictionaries(
    several: list[list[tuple[int, int, int, int | None]]], owner: list[int]
) -> None:
    found = Sales()
    for batch in several:
        who, day, amount, cost = (list(column) for column in zip(*batch, strict=True)) if batch else ([],) * 4
        costs = (
            None if all(each is None for each in cost) else np.array([np.nan if c is None else c for c in cost], float)
        )
        found.add(np.array(who, np.int64), np.array(day, np.int32), np.array(amount, float), costs)
    told = [sale for batch in several for sale in batch]
    _held_against(found.gathered(), told)
    count = max((who for who, *_rest in told), default=-1) + 1
    into = np.unique(np.array(owner[:count], dtype=np.int64), return_inverse=True)[1].astype(np.int64)
    _held_against(gathering.merged(found.gathered(), into), [(int(into[who]), *rest) for who, *rest in told])


def _held_against(found: gathering.Gathered, told: Iterable[tuple[int, int, int, int | None]]) -> None:
    days: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    costs: dict[int, list[int | None]] = defaultdict(list)
    for who, day, amount, cost in told:
        days[who][day] += amount
        costs[who] += [cost] if cost is not None or amount else []
    assert list(zip(found.customer, found.day, strict=True)) == sorted((who, day) for who in days for day in days[who])
    for who, bought in days.items():
        assert found.spent[who] == sum(bought.values()) and found.on_first_day[who] == bought[min(bought)]
        known = bool(costs[who]) and None not in costs[who]
        assert found.cost[who] == sum(costs[who]) if known else np.isnan(found.cost[who])


def test_what_comes_twice_is_thrown_out_before_it_is_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "PENDING", 10)
    monkeypatch.setattr(gathering, "FEW", 5)  # so that numbers grow from four bytes to eight in between
    found = Sales()
    for turn in range(20):
        who = np.arange(turn + 1, dtype=np.int64)
        found.add(who, np.full(turn + 1, 18_000 + turn % 3, np.int32), np.ones(turn + 1), None)
    gathered = found.gathered()
    assert gathered.spent[:20].sum() == 210 and len(gathered.day) == 18 * 3 + 2 + 1
    assert gathered.customer.max() == 19 and set(gathered.day) == {18_000, 18_001, 18_002}


def test_days_too_far_apart_are_left_to_the_engine() -> None:
    found = Sales()
    found.add(np.zeros(1, np.int64), np.array([18_000], np.int32), np.ones(1), None)
    with pytest.raises(UnfitError):
        found.add(np.zeros(1, np.int64), np.array([0], np.int32), np.ones(1), None)


def test_nobody_bought_anything() -> None:
    assert len(Names().texts()) == 0 and len(Sales().gathered().customer) == 0
