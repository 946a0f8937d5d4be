"""Contributions on their pages; what the unit's lead reads is the ask and its case, and nothing else of the account."""

from collections.abc import Callable
from decimal import Decimal

from django.test import Client
from django.urls import reverse

from covalue.accounts import actions as accounts
from covalue.contributions import papers, queries
from covalue.contributions.models import Contribution
from covalue.contributions.rules import State
from covalue.contributions.tests.samples import ask, unit
from covalue.conversations.models import Conversation, Statement
from covalue.objectives.models import Objective
from covalue.people.models import User
from covalue.people.rules import Role
from tests import api
from tests.world import NOW, TODAY, US, World

SignIn = Callable[[User], Client]
CANARY = "canary-7f3"


def test_an_ask_is_prepared_asked_and_promised(world: World, signed_in: SignIn) -> None:
    sam, lead = signed_in(world.user(Role.SAM)), signed_in(world.user(Role.UNIT_LEAD))
    add = reverse("contributions:add", args=[world.energy.pk])
    sent = {"unit": unit(world.user(Role.UNIT_LEAD)).pk, "subject": "A cold van", "need": "Two vans",
            "due_on": "2027-03-01", "hours": "80"}  # fmt: skip
    assert "Cold chain" in sam.get(add).content.decode()
    refused = sam.post(add, {**sent, "due_on": ""})
    assert refused.status_code == 422 and "Two vans" in refused.content.decode()
    sam.post(add, sent)
    row = Contribution.objects.get()
    show = reverse("contributions:show", args=[row.pk])
    assert lead.get(show).status_code == 404
    sam.post(reverse("contributions:ask", args=[row.pk]), {})
    assert "Two vans" in lead.get(show).content.decode()
    assert reverse("contributions:promise", args=[row.pk]) not in sam.get(show).content.decode()
    lead.post(reverse("contributions:promise", args=[row.pk]), {"doer": world.user(Role.TEAM_MEMBER).pk})
    row.refresh_from_db()
    assert row.state == State.PROMISED and row.doer == world.user(Role.TEAM_MEMBER)
    assert "A cold van" in sam.get(reverse("contributions:account", args=[world.energy.pk])).content.decode()


def test_the_lead_of_a_unit_reads_nothing_else_of_the_account(
    world: World, signed_in: SignIn, called_by: Callable[..., Client]
) -> None:
    objective = Objective.objects.create(
        account=world.energy, side="theirs", statement=f"Objective {CANARY}", contact=world.signe, created_at=NOW
    )
    talk = Conversation.objects.create(
        account=world.energy, channel="call", held_on=TODAY, subject=f"Call {CANARY}", notes=CANARY, logged_at=NOW
    )
    Statement.objects.create(conversation=talk, contact=world.signe, words=CANARY, why_it_matters=f"Private {CANARY}")
    row = ask(world, world.energy, objective=objective)
    lead, show = world.user(Role.UNIT_LEAD), reverse("contributions:show", args=[row.pk])
    browser = signed_in(lead)
    for address in (show, reverse("process:my-day"), reverse("accounts:list")):
        assert CANARY not in browser.get(address, follow=True).content.decode()
    assert CANARY not in str(api.get(called_by(lead), f"/contributions/{row.pk}"))
    assert CANARY not in str(api.get(called_by(lead), "/contributions"))
    assert browser.get(world.energy.get_absolute_url()).status_code == 404
    assert CANARY in signed_in(world.user(Role.SAM)).get(show).content.decode()


def test_money_stays_in_the_currency_it_was_asked_in_through_merge_undo_and_another_currency(
    world: World, signed_in: SignIn, called_by: Callable[..., Client]
) -> None:
    twin = accounts.create(US, name="Halden Twin", currency="USD", now=NOW)
    row = ask(world, twin, amount=Decimal(900))
    path, sam = f"/contributions/{row.pk}", world.user(Role.SAM)
    [merge] = accounts.merge(US, kept=world.energy, gone=[twin], now=NOW)
    told = api.get(called_by(sam), path)["contribution"]
    assert (told["account"]["name"], told["amount"], told["currency"]) == ("Halden Energy", "900.00", "USD")
    for name, ids in (("show", [row.pk]), ("account", [world.energy.pk])):
        page = signed_in(sam).get(reverse(f"contributions:{name}", args=ids)).content.decode()
        assert "$900" in page and "€900" not in page
    paper = papers.case_of(queries.view(sam, queries.get(sam, row.pk)))
    assert any("$900" in line.text for part in paper.parts for line in part.lines)
    accounts.undo_merge(US, merge=merge, now=NOW)
    accounts.edit(US, account=twin, currency="NOK", now=NOW)
    assert Contribution.objects.get().currency == "USD"
    assert ask(world, twin, amount=Decimal(5)).currency == "NOK"
