"""Signatures at the very same instant, on PostgreSQL, where writers really run side by side."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from covalue.accounts import actions as accounts
from covalue.core import errors
from covalue.value.models import Signature
from covalue.value.rules import Answer
from covalue.value.signing import sealing
from covalue.value.tests.test_actions import case
from covalue.value.tests.test_signing import BOTH, ask, claim, sign
from tests.world import NOW, US, World

AT_ONCE = 8


@pytest.fixture
def side_by_side(world: World) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("one file, one writer")
    accounts.edit_contact(US, contact=world.signe, email="signe@halden.example", now=NOW)


def all_at_once(work: Callable[[int], object]) -> list[str]:
    def alone(number: int) -> str:
        try:
            work(number)
        except errors.WrongState:
            return "refused"
        finally:
            connection.close()
        return "signed"

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sorted(pool.map(alone, range(AT_ONCE)))


@pytest.mark.django_db(transaction=True)
def test_one_request_is_signed_once(world: World, side_by_side: None) -> None:
    asked = ask(world, claim(world))
    told = all_at_once(lambda number: sign(asked, Answer.AGREE if number % 2 else Answer.DISAGREE, "as we see it"))
    assert told == ["refused"] * (AT_ONCE - 1) + ["signed"]
    assert Signature.objects.count() == 1 and not sealing.verify().findings


@pytest.mark.django_db(transaction=True)
def test_many_requests_signed_at_once_make_one_chain(world: World, side_by_side: None) -> None:
    asked = [ask(world, case(world, BOTH)) for _number in range(AT_ONCE)]
    assert all_at_once(lambda number: sign(asked[number])) == ["signed"] * AT_ONCE
    numbers = list(Signature.objects.order_by("pk").values_list("number", flat=True))
    assert sorted(numbers) == list(range(min(numbers), min(numbers) + AT_ONCE)) and not sealing.verify().findings
