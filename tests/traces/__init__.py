"""Recordings of people who typed into one text at the same time, typed again step by step, each on what they saw."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pycrdt import Doc, Text

HERE: Final = Path(__file__).parent
NAMES: Final = {"friendsforever": 2, "clownschool": 3}  # how many typed


@dataclass(frozen=True)
class Step:
    """What one of them typed; they had seen `parents` and all before those. Places count characters."""

    agent: int
    parents: tuple[int, ...]
    patches: tuple[tuple[int, int, str], ...]


@dataclass(frozen=True)
class Trace:
    """A recording: its steps, and the text they come to."""

    steps: tuple[Step, ...]
    writers: int
    end: str


def read(name: str, most: int | None = None) -> Trace:
    """A recording, or its first `most` steps, whose text is then what our own copies come to."""
    with gzip.open(HERE / f"{name}.json.gz", "rt", encoding="utf-8") as file:
        told = json.load(file)
    steps = tuple(
        Step(one["agent"], tuple(one["parents"]), tuple((at, gone, new) for at, gone, new in one["patches"]))
        for one in told["txns"]
    )
    if most is None or most >= len(steps):
        return Trace(steps, told["numAgents"], told["endContent"])
    begun = Trace(steps[:most], told["numAgents"], "")
    return Trace(begun.steps, begun.writers, end_of(begun))


def end_of(trace: Trace) -> str:
    """The text to which the changes come that are typed here."""
    doc: Any = Doc()
    text = doc.get("text", type=Text)
    for one in typed(trace):
        doc.apply_update(one.update)
    return str(text)


class Typist:
    """One of them: the text as they saw it. The numbers decide whose word comes first where two type at one place."""

    def __init__(self, number: int) -> None:
        self.doc: Any = Doc(client_id=number + 1)
        self.text = self.doc.get("text", type=Text)
        self.seen: set[int] = set()

    def see(self, trace: Trace, updates: list[bytes], upto: tuple[int, ...]) -> None:
        """All that led to these steps."""
        missing, ahead = [], list(upto)
        while ahead:
            number = ahead.pop()
            if number not in self.seen:
                self.seen.add(number)
                missing.append(number)
                ahead += trace.steps[number].parents
        for number in sorted(missing):
            self.doc.apply_update(updates[number])

    def type(self, number: int, step: Step) -> bytes:
        """The change this step makes."""
        before = self.doc.get_state()
        with self.doc.transaction():
            for at, gone, new in step.patches:
                place, size = self._bytes(at, gone)
                if gone:
                    del self.text[place : place + size]
                if new:
                    self.text.insert(place, new)
        self.seen.add(number)
        return bytes(self.doc.get_update(before))

    def _bytes(self, at: int, gone: int) -> tuple[int, int]:
        """Our library counts bytes of UTF-8."""
        text = str(self.text)
        if text.isascii():
            return at, gone
        return len(text[:at].encode()), len(text[at : at + gone].encode())


@dataclass(frozen=True)
class Typed:
    """A change, who makes it, and the state (of Yjs) in which it was made: nobody types on words they have not seen."""

    agent: int
    update: bytes
    seen: bytes


def typed(trace: Trace) -> Iterator[Typed]:
    """The change each step makes, in the order of the recording."""
    typists = [Typist(number) for number in range(trace.writers)]
    updates: list[bytes] = []
    for number, step in enumerate(trace.steps):
        typist = typists[step.agent]
        typist.see(trace, updates, step.parents)
        seen = bytes(typist.doc.get_state())
        updates.append(typist.type(number, step))
        yield Typed(step.agent, updates[-1], seen)


def has_seen(state: bytes, seen: bytes) -> bool:
    """Whether a text of this state holds all of that one."""
    here = _clocks(state)
    return all(here.get(client, 0) >= clock for client, clock in _clocks(seen).items())


def _clocks(state: bytes) -> dict[int, int]:
    """How much of each client's a state of Yjs holds: pairs of numbers in bytes of seven bits, after how many they are."""
    numbers, place = [], 0
    while place < len(state):
        number = shift = 0
        while True:
            number |= (state[place] & 0x7F) << shift
            shift, place = shift + 7, place + 1
            if state[place - 1] < 0x80:
                break
        numbers.append(number)
    return dict(zip(numbers[1::2], numbers[2::2], strict=True))
