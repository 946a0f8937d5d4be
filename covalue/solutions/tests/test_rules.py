"""What a pilot may do next."""

from hypothesis import given
from hypothesis import strategies as some

from covalue.solutions import rules
from covalue.solutions.rules import Progress, Stage, Written

ANSWERS = some.lists(some.sampled_from([None, True, False]), max_size=5)


def terms(*answers: bool | None) -> tuple[Written, ...]:
    return tuple(Written(number, answer) for number, answer in enumerate(answers, 1))


def test_the_example_of_the_rule() -> None:
    """Written, not agreed, written again, agreed, started; a change while it runs counts once it is agreed, too."""
    assert rules.stage(Progress()) is Stage.DESIGNED
    assert rules.stage(Progress(terms(None))) is Stage.ASKED and not rules.may_start(Progress(terms(None)))
    assert rules.stage(Progress(terms(False))) is Stage.DECLINED
    agreed = Progress(terms(False, True))
    assert rules.stage(agreed) is Stage.AGREED and rules.may_start(agreed)
    running = Progress(terms(False, True, None), started=True)
    assert rules.stage(running) is Stage.RUNNING and rules.in_force(running.terms) == Written(2, True)
    assert rules.in_force(terms(False, True, True)) == Written(3, True)
    assert rules.stage(Progress(terms(True), started=True, ended=True)) is Stage.ENDED


@given(ANSWERS, some.booleans(), some.booleans())
def test_nothing_starts_unless_the_latest_version_is_agreed(
    answers: list[bool | None], started: bool, decided: bool
) -> None:
    progress = Progress(terms(*answers), started=started, decided=decided)
    may = rules.may_start(progress)
    assert may == (bool(answers) and answers[-1] is True and not started and not decided)
    if may:
        assert rules.in_force(progress.terms) == rules.latest(progress.terms)


def test_criteria_are_one_on_each_line() -> None:
    assert rules.criteria_of("  Below  60 dB \n\nNo calls\nBelow 60 dB") == ["Below 60 dB", "No calls"]
