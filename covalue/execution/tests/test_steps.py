"""The step Execute: actions and planned work together, what is late first."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

from covalue.accounts.home import AccountView, evidence_of
from covalue.action_items.queries import Promised
from covalue.execution import steps
from covalue.people.rules import Role
from tests.world import TODAY, World


def plan(**values: Any) -> Any:
    told = {"is_empty": False, "done": 1, "overdue": 0, "packages": (1, 2), "account": SimpleNamespace(pk=7), **values}
    return cast(Any, SimpleNamespace(**told))


def test_work_counts_beside_actions_and_what_is_late_comes_first() -> None:
    promised = Promised(done=3, open=1, overdue=0)
    assert steps.executed(promised, plan(is_empty=True)).figure == "3 of 4 actions done"
    both = steps.executed(promised, plan())
    assert (both.figure, both.share) == ("4 of 6 actions and pieces of work done", 4 / 6)
    late = steps.executed(promised, plan(overdue=1))
    assert late.figure == "1 piece of work late" and late.leads_to.endswith("/a/7/work/")
    assert steps.executed(Promised(done=3, open=1, overdue=1), plan()).figure == "1 action late"


def test_it_is_the_evidence_of_the_step(world: World) -> None:
    view = AccountView(world.user(Role.SAM), world.energy, TODAY + timedelta(days=1))
    evidence = evidence_of("execute", view)
    assert evidence is not None and evidence.waits_for == "No actions yet"
