from datetime import timedelta

import pytest

from covalue.core import errors
from covalue.core.events import Actor
from covalue.core.models import Event
from covalue.people.rules import Role
from covalue.plans import actions, queries
from covalue.plans.models import Section, SectionKey
from tests.world import NOW, US, World


@pytest.fixture
def section(world: World) -> Section:
    return actions.start(US, account=world.energy, now=NOW).sections.get(key=SectionKey.CUSTOMER_STRATEGY)


def _as(world: World, role: Role) -> Actor:
    return Actor(user=world.user(role), origin="test")


def test_a_plan_started_twice_is_started_once(world: World) -> None:
    first, second = (actions.start(US, account=world.energy, now=NOW) for _ in range(2))
    assert first == second and second.sections.count() == len(SectionKey)
    assert Event.objects.filter(verb="started the plan").count() == 1


def test_one_sitting_is_one_version_and_a_colleagues_edit_another(world: World, section: Section) -> None:
    ines, karl = _as(world, Role.SAM), _as(world, Role.TEAM_MEMBER)
    for minute, text in enumerate(["They", "They go", "They go for wind."]):
        section = actions.write(
            ines, section=section, text=text, seen_revision=minute, now=NOW + timedelta(minutes=minute)
        )
    actions.write(
        karl, section=section, text="They go for wind and sun.", seen_revision=3, now=NOW + timedelta(minutes=4)
    )
    assert [r.text for r in section.revisions.all()] == ["They go for wind and sun.", "They go for wind."]


def test_what_somebody_saved_meanwhile_is_not_overwritten(world: World, section: Section) -> None:
    actions.write(_as(world, Role.SAM), section=section, text="Ines was first.", seen_revision=0, now=NOW)
    with pytest.raises(errors.WrongState) as refused:
        actions.write(
            _as(world, Role.TEAM_MEMBER), section=section, text="Karl did not look.", seen_revision=0, now=NOW
        )
    assert "Ines Moreau" in refused.value.sentence
    assert Section.objects.get(pk=section.pk).text == "Ines was first."


def test_a_stranger_neither_reads_nor_writes(world: World, section: Section) -> None:
    stranger = Actor(user=world.stranger, origin="test")
    before = Event.objects.count()
    with pytest.raises(errors.NotFound):
        actions.write(stranger, section=section, text="Hello", seen_revision=0, now=NOW)
    with pytest.raises(errors.NotFound):
        queries.get_section(world.stranger, section.pk)
    assert Section.objects.get(pk=section.pk).text == "" and Event.objects.count() == before


def test_going_back_loses_nothing_in_between(world: World, section: Section) -> None:
    section = actions.write(US, section=section, text="First.", seen_revision=0, now=NOW)
    section = actions.write(US, section=section, text="Second.", seen_revision=1, now=NOW + timedelta(hours=1))
    oldest = section.revisions.last()
    assert oldest is not None
    actions.revert(US, revision=oldest, now=NOW + timedelta(hours=2))
    assert [r.text for r in section.revisions.all()] == ["First.", "Second.", "First."]


def test_the_sam_who_wrote_it_does_not_approve_it(world: World, section: Section) -> None:
    section = actions.write(US, section=section, text="They go for wind.", seen_revision=0, now=NOW)
    with pytest.raises(errors.NotAllowed):
        actions.approve(_as(world, Role.SAM), plan=section.plan, content={}, now=NOW)
    approval = actions.approve(
        _as(world, Role.EXECUTIVE_SPONSOR), plan=section.plan, content=queries.approved_content(section.plan), now=NOW
    )
    assert approval.version == 1 and approval.content[SectionKey.CUSTOMER_STRATEGY] == "They go for wind."


def test_an_empty_plan_cannot_be_approved(world: World, section: Section) -> None:
    with pytest.raises(errors.WrongState):
        actions.approve(_as(world, Role.PROGRAM_DIRECTOR), plan=section.plan, content={}, now=NOW)
    assert not section.plan.approvals.exists()
