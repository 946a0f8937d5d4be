"""What the step of planning says."""

from covalue.objectives.rules import Alignment
from covalue.plans import actions, queries, steps
from covalue.plans.models import SectionKey
from covalue.plans.queries import Progress
from tests.world import NOW, US, World

NO_GOALS = Alignment(0, 0, 0, 0, 0.0)


def test_a_plan_that_is_not_started_is_waited_for() -> None:
    evidence = steps.planned(Progress(), NO_GOALS)
    assert evidence.waits_for and evidence.width == 0


def test_an_unapproved_plan_is_never_whole() -> None:
    goals = Alignment(2, 2, 1, 1, 1.0)
    assert steps.planned(Progress(sections=8, written=8), goals).width < 100
    assert steps.planned(Progress(sections=8, written=8, approved_version=4), goals).width == 100


def test_an_approved_plan_says_which_objectives_stand_alone() -> None:
    evidence = steps.planned(Progress(sections=8, approved_version=4), Alignment(3, 2, 1, 1, 0.6))
    assert evidence.figure == "1 objective not linked" and evidence.width == 88


def test_progress_counts_sections_once_however_often_it_was_approved(world: World) -> None:
    assert queries.progress_of(world.energy) == Progress()
    plan = actions.start(US, account=world.energy, now=NOW)
    section = plan.sections.get(key=SectionKey.CUSTOMER_STRATEGY)
    actions.write(US, section=section, text="They go for wind.", seen_revision=0, now=NOW)
    for version in (1, 2):
        plan.approvals.create(version=version, approved_at=NOW)
    assert queries.progress_of(world.energy) == Progress(len(SectionKey), 1, 2)
