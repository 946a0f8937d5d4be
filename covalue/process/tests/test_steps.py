"""The seven steps of an account, with what the packages say of each."""

from django.utils import timezone

from covalue.accounts import home
from covalue.accounts.home import AccountView, Evidence
from covalue.people.rules import Role
from covalue.process import queries, steps
from tests.world import World


def test_an_empty_account_says_for_each_step_what_it_waits_for(world: World) -> None:
    view = AccountView(world.stranger, world.orsa, timezone.localdate())
    waiting = {shown.step.key: shown.evidence for shown in queries.steps_of(view)}
    assert waiting.pop("mobilise").figure == "1 person on the team"
    assert all(evidence.waits_for and evidence.width == 0 for evidence in waiting.values())


def test_a_step_without_evidence_says_what_it_waits_for(world: World) -> None:
    view = AccountView(world.user(Role.SAM), world.energy, timezone.localdate())
    assert home.evidence_of("nowhere", view) is None
    capture = steps.by_key("capture")
    assert capture and capture.evidence(view).waits_for == "No contract yet"


def test_every_step_has_evidence(world: World) -> None:
    view = AccountView(world.user(Role.SAM), world.energy, timezone.localdate())
    missing = [step.key for step in steps.STEPS if home.evidence_of(step.key, view) is None]
    assert missing == []


def test_a_share_beyond_whole_stays_within_the_meter() -> None:
    assert (Evidence(share=2.0).width, Evidence(share=-1.0).width) == (100, 0)


def test_an_unknown_step_is_none() -> None:
    assert steps.by_key("nowhere") is None
