"""A case that was agreed and does not count yet: its delivery is planned, nothing of it is claimed, and the home says so."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from covalue.action_items.inputs import ActionInput
from covalue.people.rules import Role
from covalue.value import actions, my_day
from covalue.value.cases import planning
from covalue.value.models import Claim, Initiative
from covalue.value.rules import Answer
from covalue.value.tests.test_actions import case, ines
from covalue.value.tests.test_signing import BOTH, ask, sign, signer
from covalue.web.my_day import Day, Item
from tests.world import NOW, TODAY, US, World

__all__ = ["signer"]


def agreed(world: World, answer: Answer = Answer.AGREE) -> Initiative:
    """Signed on 20 November, so that its value counts from 1 December on."""
    found = case(world, BOTH)
    sign(ask(world, found), answer, "" if answer == Answer.AGREE else "the price")
    found.refresh_from_db()
    return found


def items(world: World, today: date = TODAY) -> Iterator[Item]:
    return my_day.to_plan(Day(world.user(Role.SAM), today))


def read(client: Client, address: str) -> str:
    return re.sub(r"\s+", " ", strip_tags(client.get(address).content.decode()))


def test_the_delivery_of_an_agreed_case_is_to_be_planned_until_it_counts(signer: World) -> None:
    assert not list(items(signer))
    found = agreed(signer)
    (item,) = items(signer)
    assert item.title == "Plan the delivery: Predictive care" and item.url == f"/value/{found.pk}/plan/"
    assert item.why == "Signe Dahl agreed, its value counts from 1 Dec 2026 on, and nothing is planned yet"
    assert item.sets_aside and item.account_id == signer.energy.pk
    assert found.begins_on is not None
    assert list(items(signer, found.begins_on - timedelta(days=1))) and not list(items(signer, found.begins_on))


def test_an_action_of_the_case_ends_it_and_its_removal_brings_it_back(signer: World) -> None:
    found = agreed(signer)
    action = planning.add(ines(signer), found, ActionInput(title="Deliver"), now=NOW)
    assert not list(items(signer))
    type(action).objects.filter(pk=action.pk).update(removed_at=NOW)
    assert list(items(signer))


def test_what_is_settled_changed_or_archived_is_not_planned(signer: World) -> None:
    partly = agreed(signer, Answer.PARTLY)
    assert not list(items(signer))
    Initiative.objects.filter(pk=partly.pk).update(archived_at=NOW)
    found = agreed(signer)
    assert len(list(items(signer))) == 1
    fewer = BOTH.model_copy(update={"years": 3})
    actions.write(US, initiative=found, sheet=fewer, seen_revision=found.revision, now=NOW)
    assert not list(items(signer)), "it is to be asked about again"


def test_it_is_for_who_answers_for_the_account(signer: World) -> None:
    agreed(signer)
    assert not list(my_day.to_plan(Day(signer.stranger, TODAY)))


def test_the_home_says_who_agreed_to_how_much(signer: World, signed_in: Callable[..., Client]) -> None:
    found, sam = case(signer, BOTH), signed_in(signer.user(Role.SAM))
    home = found.account.get_absolute_url()
    assert "Value agreed with the customer" not in read(sam, home)
    sign(ask(signer, found))
    said = read(sam, home)
    assert re.search(r"agreed by Signe Dahl, 20 Nov( 2026)?: €\d[\d.]*k net present value", said)
    assert re.search(r"Value agreed with the customer €\d[\d.]*k a year", said)
    assert "Value validated by the customer" not in said


def test_of_a_case_agreed_in_part_the_home_names_no_amount(signer: World, signed_in: Callable[..., Client]) -> None:
    found = agreed(signer, Answer.PARTLY)
    said = read(signed_in(signer.user(Role.SAM)), found.account.get_absolute_url())
    assert "agreed in part by Signe Dahl, 20 Nov" in said and "net present value" not in said


def test_a_claim_is_not_offered_before_a_period_has_begun(signer: World, signed_in: Callable[..., Client]) -> None:
    found, sam = agreed(signer), signed_in(signer.user(Role.SAM))
    Initiative.objects.filter(pk=found.pk).update(begins_on=date(2126, 12, 1))
    page = reverse("value:add-claim", args=[found.pk])
    said = read(sam, page)
    assert "The value of this case counts from 1 Dec 2126 on." in said and "can be claimed from 1 Mar 2127 on" in said
    assert "Delivered, EUR" not in said
    on_case = sam.get(reverse("value:case", args=[found.pk])).content.decode()
    assert (
        "Claim a period" not in on_case
        and "Claim another period" in on_case
        and "can be claimed from 1 Mar 2127 on" in on_case
    )


def test_another_period_can_be_named_and_once_it_counts_a_claim_is_offered(
    signer: World, signed_in: Callable[..., Client]
) -> None:
    found, sam = agreed(signer), signed_in(signer.user(Role.SAM))
    Initiative.objects.filter(pk=found.pk).update(begins_on=date(2126, 12, 1))
    page = reverse("value:add-claim", args=[found.pk])
    assert "Delivered, EUR" in read(sam, page + "?starts_on=2026-01-01&ends_on=2026-03-31")
    Initiative.objects.filter(pk=found.pk).update(begins_on=date(2026, 1, 1))
    assert "Delivered, EUR" in read(sam, page)
    assert f'href="{page}"' in sam.get(reverse("value:case", args=[found.pk])).content.decode()
    assert not Claim.objects.exists()
