"""Writing for people and for programs."""

import json
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any


def as_json(value: Any) -> None:
    """One JSON document on standard output."""
    print(json.dumps(value, default=_plain, ensure_ascii=False, indent=2))


def say(sentence: str) -> None:
    """A line for the person watching; never mixed into what a program reads."""
    print(sentence, file=sys.stderr, flush=True)


def say_of_currencies(result: Mapping[str, Any]) -> None:
    """What of a result's amounts was in other currencies, a line for each."""
    for other in result["currencies"]:
        say(other["sentence"])


class Progress:
    """Tells how far long work is, from two seconds on, at most twice a second."""

    def __init__(self, *, quiet: bool = False) -> None:
        self.started = self.told = time.monotonic()
        self.quiet = quiet

    def __call__(self, sentence: str) -> None:
        now = time.monotonic()
        if self.quiet or now - self.started < 2 or now - self.told < 0.5:
            return
        self.told = now
        say(f"  {now - self.started:4.0f} s  {sentence}")


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return str(value)
