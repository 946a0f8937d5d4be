from hypothesis import given
from hypothesis import strategies as st

from covalue.plans.rules import differences


@given(st.text(), st.text())
def test_both_texts_can_be_read_back_from_their_differences(before: str, after: str) -> None:
    pieces = differences(before, after)
    assert "".join(p.text for p in pieces if p.kind != "removed") == after
    assert "".join(p.text for p in pieces if p.kind != "added") == before
