"""Two sides of a comparison, each run a process of its own that tells its seconds and the peak of its memory."""

import json
import subprocess
from dataclasses import dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True)
class Run:
    """One run of one side: seconds by the clock and of the processor, peak memory in MB, and what it found."""

    seconds: float
    processor: float
    megabytes: float
    customers: int
    parameters: dict[str, float]


@dataclass(frozen=True)
class Compared:
    """Medians of both sides, and whether they found the same."""

    name: str
    customers: int
    rounds: int
    ours: float
    peer: float
    our_processor: float
    peer_processor: float
    our_megabytes: float
    peer_megabytes: float
    target: float
    agree: bool

    @property
    def times(self) -> float:
        return self.peer / self.ours

    @property
    def times_less_memory(self) -> float:
        return self.peer_megabytes / self.our_megabytes


def compared(
    name: str,
    ours: list[str],
    peer: list[str],
    *,
    rounds: int,
    within: float,
    target: float,
    exact: list[str] | None = None,
) -> Compared:
    """Both commands in turn, each first in every other round.

    Parameters have to agree `within` a share of them; with those of the untimed command `exact`, where the peer's own search
    stops before these digits.
    """
    sides: tuple[list[Run], list[Run]] = ([], [])
    for turn in range(rounds):
        for side, command in ((0, ours), (1, peer)) if turn % 2 else ((1, peer), (0, ours)):
            sides[side].append(run(command))
    found, known = sides[0][0], run(exact) if exact else sides[1][0]
    ((ours_s, ours_p, ours_m), (peer_s, peer_p, peer_m)) = (
        (median(r.seconds for r in runs), median(r.processor for r in runs), median(r.megabytes for r in runs))
        for runs in sides
    )
    same = agree(found, known, within)
    return Compared(name, found.customers, rounds, ours_s, peer_s, ours_p, peer_p, ours_m, peer_m, target, same)


def run(command: list[str]) -> Run:
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return Run(**told)


def agree(ours: Run, peer: Run, within: float) -> bool:
    return ours.customers == peer.customers and all(
        abs(ours.parameters[name] - value) <= within * abs(value) for name, value in peer.parameters.items()
    )


def table(found: list[Compared]) -> str:
    head = (
        f"{'':<46}{'customers':>10}{'Covalue s':>11}{'peer s':>9}{'times':>8}{'target':>8}"
        f"{'our CPU s':>11}{'peer CPU s':>12}{'our MB':>8}{'peer MB':>9}{'less':>7}  agree"
    )
    rows = [
        f"{m.name:<46}{m.customers:>10,}{m.ours:>11.3f}{m.peer:>9.3f}{m.times:>7.1f}×{m.target:>7.1f}×"
        f"{m.our_processor:>11.3f}{m.peer_processor:>12.3f}{m.our_megabytes:>8,.0f}{m.peer_megabytes:>9,.0f}"
        f"{m.times_less_memory:>6.1f}×  {'yes' if m.agree else 'no'}"
        for m in found
    ]
    return "\n".join([head, *rows])
