from hypothesis import given
from hypothesis import strategies as st

from covalue.accounts.rules import folded, likeness, plan_tree


def test_a_cycle_is_reported_row_by_row_and_never_loops() -> None:
    plan = plan_tree({"a": "b", "b": "c", "c": "a", "d": "a", "e": None})
    assert {p.key for p in plan.problems} == {"a", "b", "c"}
    assert dict(plan.placed) == {"a": None, "b": None, "c": None, "d": "a", "e": None}


def test_its_own_parent_and_a_missing_parent_are_reported() -> None:
    plan = plan_tree({"a": "a", "b": "nowhere", "c": "known"}, known=["known"])
    assert {p.key: p.reason.split(":")[0] for p in plan.problems} == {
        "a": "it is its own ancestor",
        "b": "its parent nowhere is neither in the file nor among the accounts",
    }
    assert dict(plan.placed)["c"] == "known"


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.none() | st.sampled_from("abcdefgh")))
def test_every_row_is_placed_once_and_parents_come_first(parents: dict[str, str | None]) -> None:
    plan = plan_tree(parents)
    order = [key for key, _parent in plan.placed]
    assert sorted(order) == sorted(parents)
    for key, parent in plan.placed:
        assert parent is None or order.index(parent) < order.index(key)


def test_names_are_compared_without_accents_capitals_and_legal_form() -> None:
    assert folded("Königlich ESSEN GmbH") == "koniglich essen"
    assert likeness("Ernst Handel AG", "ernst handel") == 1.0
    assert likeness("Ernst Handel", "Orsa Paper") < 0.5
