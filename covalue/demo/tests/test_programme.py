"""The authored programme contradicts neither itself nor Northwind."""

from datetime import date

import pytest

from covalue.demo import programme, source
from covalue.demo.programme import Programme
from covalue.people.demo import BEGUN_DAYS_AGO
from covalue.people.rules import Role

OURS = {person.key for person in programme.PEOPLE}
STRATEGIC = [one for one in programme.PROGRAMMES if one.account_class == "strategic"]


def _theirs(one: Programme) -> set[str]:
    known = {customer.key: customer.contact for customer in source.northwind(date(2026, 11, 22)).customers}
    return {known[one.customer], *(theirs.name for theirs in one.contacts)}


def test_eight_strategic_accounts_with_something_to_read() -> None:
    assert len(STRATEGIC) == 8
    assert {role for person in programme.PEOPLE for role in person.roles} == set(Role)
    for one in STRATEGIC:
        assert 4 <= len(_theirs(one)) <= 8, one.customer
        assert 4 <= len(one.talks) <= 10 and sum(bool(talk.said) for talk in one.talks) >= 3, one.customer
        assert max(talk.days_ago for talk in one.talks) >= 365, one.customer
        assert len(one.todos) >= 4, one.customer


def test_they_are_at_different_stages() -> None:
    stages = {
        ("approved", bool(one.written_since_approval))
        if one.approved
        else ("draft", bool(one.customer_strategy), bool(one.growth_strategy))
        for one in STRATEGIC
    }
    assert len(stages) == 5
    assert any(theirs.left for one in STRATEGIC for theirs in one.contacts)


@pytest.mark.parametrize("one", programme.PROGRAMMES, ids=lambda one: one.customer)
def test_only_people_there_are_speak_act_and_own(one: Programme) -> None:
    theirs = _theirs(one)
    assert {one.lead, *one.team, *one.extended} | ({one.sponsor} - {""}) <= OURS
    for talk in one.talks:
        assert set(talk.ours) <= OURS and set(talk.theirs) <= theirs, talk.subject
        assert talk.ours[0] in (one.lead, one.sponsor, *one.team), "whoever logs it works on the account"
        assert {words.who for words in talk.said} <= set(talk.theirs), talk.subject
        assert 0 < talk.days_ago <= BEGUN_DAYS_AGO
    for goal in one.goals:
        assert goal.who in (theirs if goal.side == "theirs" else OURS), goal.statement
        assert {on for on, *_ in goal.rests} <= {other.statement for other in one.goals if other.side == "theirs"}
    for note in one.notes:
        assert note.who in theirs | {one.lead, *one.team} and bool(note.words) != bool(note.said)
        said = [words.words for talk in one.talks for words in talk.said if words.who == note.who]
        assert not note.said or sum(words.startswith(note.said) for words in said) == 1
    for todo in one.todos:
        assert todo.owner in theirs | {one.lead, one.sponsor, *one.team, *one.extended}, "who owes it can see it"
        assert todo.done is None or todo.done > 0
    assert {contact.reports_to for contact in one.contacts if contact.reports_to} <= theirs


@pytest.mark.parametrize("one", programme.PROGRAMMES, ids=lambda one: one.customer)
def test_nobody_speaks_after_they_left(one: Programme) -> None:
    left = {theirs.name: theirs.left for theirs in one.contacts if theirs.left is not None}
    for talk in one.talks:
        for name in talk.theirs:
            assert talk.days_ago >= left.get(name, 0), f"{name} in {talk.subject}"
