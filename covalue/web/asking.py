"""Whom to ask for what one may not do oneself; `people` knows."""

from collections.abc import Callable

_answers: list[Callable[[str], str]] = []


def tell_by(answer: Callable[[str], str]) -> None:
    """Let `answer` say whom to ask for a right."""
    _answers[:] = [answer]


def whom(right: str) -> str:
    """A sentence with the names of those who may, or with the role it takes."""
    return _answers[0](right) if _answers else ""
