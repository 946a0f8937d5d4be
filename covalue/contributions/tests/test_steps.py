"""The step Mobilise: what units accepted of what was asked of them; a team alone is half of it at most."""

from covalue.accounts.home import AccountView, Evidence, evidence_of
from covalue.contributions import steps
from covalue.contributions.rules import State
from covalue.contributions.tests.samples import ask
from covalue.people.rules import Role
from tests.world import TODAY, World

TEAM = Evidence("4 people on the team", 1.0)


def test_a_team_alone_is_half_of_the_step_at_most() -> None:
    assert steps.mobilised(Evidence(waits_for="No team yet"), []).waits_for == "No team yet"
    assert steps.mobilised(TEAM, []) == Evidence("4 people on the team", 0.5)


def test_units_accept_and_what_has_no_answer_is_led_to(world: World) -> None:
    ask(world, world.energy, State.DRAFT)
    ask(world, world.energy, State.WITHDRAWN)
    done, promised = ask(world, world.energy, State.SATISFIED), ask(world, world.energy, State.PROMISED)
    evidence = evidence_of("mobilise", AccountView(world.user(Role.SAM), world.energy, TODAY))
    assert evidence is not None
    assert (evidence.figure, evidence.share, evidence.leads_to) == ("2 of 2 contributions accepted", 1.0, "")
    declined, asked = ask(world, world.energy, State.DECLINED), ask(world, world.energy, State.COUNTERED)
    told = steps.mobilised(TEAM, [done, promised, declined, asked])
    assert (told.figure, told.share, told.leads_to) == (
        "2 of 4 contributions accepted", 0.5, asked.get_absolute_url(),
    )  # fmt: skip
    assert steps.mobilised(TEAM, [done, declined]).leads_to == declined.get_absolute_url()
