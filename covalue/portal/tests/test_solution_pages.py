"""What a guest sees of a pilot, and answers."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from covalue.accounts import actions as accounts
from covalue.objectives import actions as objectives
from covalue.objectives.models import Side
from covalue.people.models import User
from covalue.people.rules import Role
from covalue.portal import actions as portal
from covalue.portal.models import Assent
from covalue.portal.rules import ItemKind
from covalue.solutions import actions
from covalue.solutions.models import Terms
from covalue.solutions.queries import SOLUTIONS
from tests.world import NOW, TODAY, US, World

SignIn = Callable[[User], Client]


def test_a_guest_chooses_the_answer_nothing_is_chosen_for_them(world: World, signed_in: SignIn) -> None:
    greta = world.user(Role.CUSTOMER_GUEST)
    accounts.edit_contact(US, contact=world.signe, email=greta.email, now=NOW)
    portal.invite(US, account=world.energy, contact=world.signe, anyway=True, now=NOW)
    solution = SOLUTIONS.add(US, world.energy, {"title": "Quiet dams"}, now=NOW)
    actions.write_terms(US, solution=solution, starts_on=TODAY, ends_on=TODAY, criteria="Below 60 dB", now=NOW)
    actions.add_option(US, solution=solution, title="Slower", reasons_against="They would notice", now=NOW)
    portal.share(US, account=world.energy, kind=ItemKind.PILOT, item=solution.pk, now=NOW)
    browser, ids = signed_in(greta), [world.energy.pk, "pilot", solution.pk]
    page = browser.get(reverse("portal:item", args=ids)).content.decode()
    assert "Below 60 dB" in page and '<option value="" selected>Choose an answer' in page
    assert "They would notice" not in page and "awaiting your agreement" in page
    assert browser.post(reverse("portal:answer", args=ids), {"words": ""}).status_code == 422
    assert browser.post(reverse("portal:answer", args=ids), {"said": "agreed"}).status_code == 302
    assert Terms.objects.get().agreed and "we agree" in browser.get(reverse("portal:item", args=ids)).content.decode()


def test_nobody_agrees_to_criteria_they_did_not_see(world: World, signed_in: SignIn) -> None:
    greta = world.user(Role.CUSTOMER_GUEST)
    accounts.edit_contact(US, contact=world.signe, email=greta.email, now=NOW)
    portal.invite(US, account=world.energy, contact=world.signe, anyway=True, now=NOW)
    solution = SOLUTIONS.add(US, world.energy, {"title": "Quiet dams"}, now=NOW)
    span = {"starts_on": TODAY, "ends_on": TODAY}
    actions.write_terms(US, solution=solution, criteria="Below 60 dB", now=NOW, **span)
    portal.share(US, account=world.energy, kind=ItemKind.PILOT, item=solution.pk, now=NOW)
    browser, ids = signed_in(greta), [world.energy.pk, "pilot", solution.pk]
    sent = {"said": "agreed", "read": _read(browser, ids)}
    actions.write_terms(US, solution=solution, criteria="Below 90 dB", now=NOW, **span)
    refused = browser.post(reverse("portal:answer", args=ids), sent)
    page = refused.content.decode()
    assert refused.status_code == 422 and "Read it again before you answer" in page and "Below 90 dB" in page
    assert not Terms.objects.exclude(agreed=None).exists()
    SOLUTIONS.edit(US, solution, {"rights": "All of it is ours"}, now=NOW)
    assert browser.post(reverse("portal:answer", args=ids), sent | {"read": _read(browser, ids)}).status_code == 302
    assert Terms.objects.get(agreed=True).criteria == ["Below 90 dB"]


def test_nobody_confirms_an_objective_they_did_not_see(world: World, signed_in: SignIn) -> None:
    greta = world.user(Role.CUSTOMER_GUEST)
    accounts.edit_contact(US, contact=world.signe, email=greta.email, now=NOW)
    portal.invite(US, account=world.energy, contact=world.signe, anyway=True, now=NOW)
    goal = objectives.add(US, account=world.energy, side=Side.THEIRS, statement="Shorter outages", now=NOW)
    portal.share(US, account=world.energy, kind=ItemKind.OBJECTIVE, item=goal.pk, now=NOW)
    browser, ids = signed_in(greta), [world.energy.pk, "objective", goal.pk]
    sent = {"words": "Gladly so", "read": _read(browser, ids)}
    objectives.edit(US, objective=goal, statement="Longer contracts", now=NOW)
    refused = browser.post(reverse("portal:assent", args=ids), sent)
    page = refused.content.decode()
    assert refused.status_code == 422 and "Read it again before you answer" in page
    assert "Longer contracts" in page and "Gladly so" in page and not Assent.objects.exists()
    assert browser.post(reverse("portal:assent", args=ids), sent | {"read": _read(browser, ids)}).status_code == 302
    assert Assent.objects.get().words == "Gladly so"


def _read(browser: Client, ids: list[object]) -> str:
    """The mark that the page of an item sends along with an answer."""
    page = browser.get(reverse("portal:item", args=ids)).content.decode()
    return page.partition('name="read" value="')[2].partition('"')[0]
