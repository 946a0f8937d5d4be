"""The questionnaires, the vocabulary of roles, and circles of reporting."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covalue.relationships import rules
from covalue.relationships.rules import Attitude, BuyingRole, Influence, MapAnswer, Rated

YES, NO, PARTLY, UNSURE = MapAnswer.YES, MapAnswer.NO, MapAnswer.PARTLY, MapAnswer.UNSURE
ATTITUDES = [question.key for question in rules.QUESTIONS[Rated.ATTITUDE]]
INFLUENCES = [question.key for question in rules.QUESTIONS[Rated.INFLUENCE]]


@pytest.mark.parametrize(
    ("answers", "attitude"),
    [
        ({"again": YES, "speaks": YES, "gains": PARTLY}, Attitude.SUPPORTS),
        ({"again": YES, "speaks": NO, "gains": PARTLY}, Attitude.NEUTRAL),
        ({"rival": YES, "blocks": YES, "time": PARTLY}, Attitude.AGAINST),
        ({"rival": NO, "blocks": NO, "time": PARTLY}, Attitude.SUPPORTS),
        ({"again": YES, "speaks": YES}, Attitude.UNKNOWN),
        ({"again": YES, "speaks": YES, "gains": UNSURE}, Attitude.UNKNOWN),
        ({}, Attitude.UNKNOWN),
    ],
)
def test_answers_lead_to_an_attitude(answers: dict[str, MapAnswer], attitude: Attitude) -> None:
    assert rules.result(Rated.ATTITUDE, answers) == attitude


@pytest.mark.parametrize(
    ("answers", "influence"),
    [
        ([YES, YES, YES, NO], Influence.HIGH),
        ([YES, PARTLY, NO, NO], Influence.MEDIUM),
        ([PARTLY, PARTLY, NO, NO], Influence.LOW),
        ([YES, YES, UNSURE, UNSURE], Influence.UNKNOWN),
    ],
)
def test_answers_lead_to_an_influence(answers: list[MapAnswer], influence: Influence) -> None:
    assert rules.result(Rated.INFLUENCE, dict(zip(INFLUENCES, answers, strict=True))) == influence


@given(st.dictionaries(st.sampled_from(ATTITUDES), st.sampled_from(MapAnswer)), st.sampled_from(ATTITUDES[:4]))
def test_an_answer_that_speaks_for_us_never_makes_it_worse(answers: dict[str, MapAnswer], asked: str) -> None:
    order = [Attitude.AGAINST, Attitude.NEUTRAL, Attitude.SUPPORTS]
    before, after = (rules.result(Rated.ATTITUDE, answers | {asked: answer}) for answer in (NO, YES))
    if Attitude.UNKNOWN not in (before, after):
        assert order.index(Attitude(after)) >= order.index(Attitude(before))


def test_a_role_is_read_from_the_texts_contacts_have() -> None:
    assert rules.role_of(" economic  BUYER ") == BuyingRole.ECONOMIC
    assert rules.role_of("Champion") == BuyingRole.COACH
    assert rules.role_of("Chief of everything") is None and rules.role_of("") is None
    assert all(rules.role_of(rules.text_of(role)) == role for role in BuyingRole)


def test_a_circle_is_the_way_back_up() -> None:
    managers = {"a": None, "b": "a", "c": "b"}
    assert rules.circle(managers, "a", "c") == ("c", "b", "a")
    assert rules.circle(managers, "c", "a") == () and rules.circle(managers, "a", "a") == ("a",)
    assert rules.circle({"a": "b", "b": "a"}, "c", "a") == ()
