"""Whom to ask for what one may not do oneself; `people` knows."""

from collections.abc import Callable

from covalue.core.shared import Added

_answers: Added[Callable[[str], str]] = Added()


def tell_by(answer: Callable[[str], str]) -> None:
    """Let `answer` say whom to ask for a right."""
    _answers.add(answer)


def whom(right: str) -> str:
    """A sentence with the names of those who may, or with the role it takes."""
    return next((answer(right) for answer in _answers), "")
