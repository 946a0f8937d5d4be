"""The case as the unit reads it, and the onboarding brief."""

from collections.abc import Callable
from decimal import Decimal

from django.test import Client
from django.urls import reverse

from covalue.contributions import papers, queries
from covalue.contributions.chart import set_part
from covalue.contributions.rules import ResponsibilityPart
from covalue.contributions.tests.samples import ask
from covalue.conversations.models import Conversation, Statement
from covalue.core import money
from covalue.objectives.models import Objective
from covalue.people.models import User
from covalue.people.rules import Role
from tests.world import NOW, TODAY, US, World

SignIn = Callable[[User], Client]
CANARY = "canary-7f3"


def test_the_case_holds_what_the_unit_reads_whoever_prints_it(world: World, signed_in: SignIn) -> None:
    objective = Objective.objects.create(account=world.energy, side="theirs", statement=CANARY, created_at=NOW)
    row = ask(world, world.energy, objective=objective, amount=Decimal(38_000))
    for role in (Role.SAM, Role.UNIT_LEAD):
        user = world.user(role)
        paper = papers.case_of(queries.view(user, queries.get(user, row.pk)))
        assert paper.title == "Cold chain for Bergen" and CANARY not in str(paper)
        assert [line.text for line in paper.parts[-1].lines][1:] == ["Hours: 80", money.money(Decimal(38_000))]
        answer = signed_in(user).get(reverse("contributions:case-pdf", args=[row.pk]))
        assert answer.content.startswith(b"%PDF")


def test_the_onboarding_brief_tells_who_what_and_by_when(world: World, signed_in: SignIn) -> None:
    Objective.objects.create(
        account=world.energy, side="theirs", statement="No outage", contact=world.signe, created_at=NOW
    )
    ask(world, world.energy)
    set_part(US, account=world.energy, person=world.user(Role.TEAM_MEMBER), part=ResponsibilityPart.BOTH, now=NOW)
    talk = Conversation.objects.create(account=world.energy, channel="call", held_on=TODAY, subject="X", logged_at=NOW)
    Statement.objects.create(conversation=talk, contact=world.signe, words="X", why_it_matters=CANARY)
    browser = signed_in(world.user(Role.TEAM_MEMBER))
    text = browser.get(reverse("contributions:onboarding", args=[world.energy.pk])).content.decode()
    for shown in ("No outage", "Signe Dahl", "COO", "Cold chain for Bergen", "accountable and responsible"):
        assert shown in text
    assert CANARY not in text
    pdf = browser.get(reverse("contributions:onboarding-pdf", args=[world.energy.pk]))
    assert pdf.content.startswith(b"%PDF") and "internal-onboarding-halden-energy" in pdf["Content-Disposition"]
