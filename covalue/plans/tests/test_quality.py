"""What the ten factors say: each from rows, with a page behind every fact and what would raise what is missing."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from covalue.accounts import actions as accounts
from covalue.accounts.models import Account
from covalue.core.events import Actor
from covalue.people.rules import Role
from covalue.plans import actions, factors, quality, queries
from covalue.plans.factors import Factor, FactorState, PlanQuality
from covalue.plans.models import SectionKey
from tests.world import NOW, US, World

Caller = Callable[..., Client]
pytestmark = pytest.mark.django_db


def _quality(world: World, account: Account | None = None) -> PlanQuality:
    return quality.quality_of(world.user(Role.SAM), account or world.energy, NOW)


def _state(found: PlanQuality, factor: Factor) -> FactorState:
    return next(view.state for view in found.factors if view.factor == factor)


def test_a_factor_is_evidenced_when_all_of_its_criteria_are() -> None:
    assert factors.state_of([True, True]) == FactorState.EVIDENCED
    assert factors.state_of([True, False]) == FactorState.PARTLY
    assert factors.state_of([False, False]) == factors.state_of([]) == FactorState.NOT_YET


@pytest.mark.parametrize(("linked", "open_rows", "enough"), [(0, 0, False), (1, 2, True), (1, 3, False), (2, 2, True)])
def test_half_of_the_open_opportunities_have_to_serve_an_objective(linked: int, open_rows: int, enough: bool) -> None:
    assert factors.enough_serve(linked, open_rows) is enough


def test_two_ratings_within_a_year_are_enough() -> None:
    today = NOW.date()
    assert factors.enough_rated([today, today - timedelta(days=365)], today)
    assert not factors.enough_rated([today, today - timedelta(days=366)], today)
    assert not factors.enough_rated([today, today + timedelta(days=1)], today)


def test_an_empty_account_evidences_nothing_and_says_what_would_raise_it(world: World) -> None:
    account = accounts.create(US, name="Empty", now=NOW)
    found = quality.quality_of(world.user(Role.PROGRAM_DIRECTOR), account, NOW)
    assert [view.factor for view in found.factors] == list(Factor)
    assert (found.evidenced, found.partly, found.met) == (0, 0, 0)
    assert all(one.raised_by and one.href and not one.facts for view in found.factors for one in view.criteria)


def test_what_is_met_shows_the_rows_it_comes_from(world: World) -> None:
    for view in _quality(world).factors:
        for one in view.criteria:
            assert one.facts or not one.met, one.title
            assert all(fact.href and fact.text for fact in one.facts)


def test_an_approval_counts_until_the_text_changes(world: World) -> None:
    before = _quality(world).met
    director = Actor(user=world.user(Role.PROGRAM_DIRECTOR), origin="test")
    section = actions.start(US, account=world.energy, now=NOW).sections.get(key=SectionKey.CUSTOMER_STRATEGY)
    actions.write(US, section=section, text="They go for wind.", seen_revision=0, now=NOW)
    assert _quality(world).met == before, "what is only written counts for nothing"
    plan = queries.get_plan(world.user(Role.SAM), world.energy.pk)
    content = queries.approved_content(plan)
    actions.approve(director, plan=plan, content=content, now=NOW)
    assert _quality(world).met == before + 1
    section.refresh_from_db()
    actions.write(US, section=section, text="They go for sun.", seen_revision=section.revision, now=NOW)
    assert _quality(world).met == before


def test_the_page_and_the_api_say_the_same(world: World, signed_in: Caller, called_by: Caller) -> None:
    found = _quality(world)
    page = signed_in(world.user(Role.SAM)).get(reverse("plans:quality", args=[world.energy.pk]))
    assert page.status_code == 200 and found.finding in page.content.decode()
    assert page.content.decode().count('<section class="card"') == len(Factor)
    answer = called_by(world.user(Role.SAM)).get(f"/api/v1/accounts/{world.energy.pk}/plan/quality").json()
    assert [one["factor"] for one in answer["factors"]] == list(Factor)
    assert [one["met"] for one in answer["factors"][0]["criteria"]] == [one.met for one in found.factors[0].criteria]


def test_who_may_not_open_the_account_reads_nothing_of_it(world: World, signed_in: Caller) -> None:
    address = reverse("plans:quality", args=[world.energy.pk])
    assert signed_in(world.stranger).get(address).status_code == 404
