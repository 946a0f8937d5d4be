"""Singular and plural find each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covalue.search import rules


@pytest.mark.parametrize(
    ("typed", "term"),
    [
        ("agreements", "agreement"),
        ("agreement", "agreements"),
        ("opportunities", "opportunity"),
        ("opportunity", "opportunities"),
        ("vereinbarungen", "vereinbarung"),
        ("agr", "agreements"),
    ],
)
def test_one_word_in_two_numbers(typed: str, term: str) -> None:
    assert rules.begins(typed, term)


@pytest.mark.parametrize(
    ("typed", "term"), [("business", "busine"), ("gas", "ga"), ("agreements", "agree"), ("plan", "pla")]
)
def test_another_word_is_another(typed: str, term: str) -> None:
    assert not rules.begins(typed, term)


@given(st.text("abcdeinsuy", min_size=1, max_size=12), st.integers(1, 12))
def test_a_beginning_is_always_found(word: str, letters: int) -> None:
    assert rules.begins(word[:letters], word)
