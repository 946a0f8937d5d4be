"""What the step of executing says."""

from covalue.action_items import steps
from covalue.action_items.queries import Promised


def test_nothing_promised_is_waited_for() -> None:
    evidence = steps.executed(Promised(0, 0, 0))
    assert evidence.waits_for and evidence.width == 0


def test_a_late_action_is_said_before_the_done_ones() -> None:
    assert steps.executed(Promised(done=3, open=1, overdue=0)).figure == "3 of 4 actions done"
    assert steps.executed(Promised(done=3, open=1, overdue=1)).figure == "1 action late"
