"""One-time codes of an authenticator app: which half minute a code belongs to, and whether it may still be used."""

import re
from collections.abc import Callable
from typing import Final

PERIOD_SECONDS: Final = 30
# RFC 6238 §5.2 recommends one step for slow networks and clocks; one to each side forgives a clock ahead, too.
STEPS_FORGIVEN: Final = 1
CODE_DIGITS: Final = 6


def step_of(code: str, *, at: float, code_at: Callable[[int], str], after: int) -> int | None:
    """The half minute `code` belongs to, or None.

    `at` is seconds since 1970, `code_at` gives the right code of a step, and `after` is the last step already used:
    RFC 6238 §5.2 lets no code work twice, so neither does this step nor any before it.
    """
    now = int(at // PERIOD_SECONDS)
    for step in range(now - STEPS_FORGIVEN, now + STEPS_FORGIVEN + 1):
        if step > after and code_at(step) == code:
            return step
    return None


def cleaned(code: str) -> str:
    """A code as people type it, without its blanks and dashes."""
    return re.sub(r"[\s-]", "", code)


def in_groups(secret: str) -> str:
    """A secret to be typed by hand, in groups of four."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
