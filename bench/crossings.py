"""Crossings of the map's layout beside Graphviz `dot` on 50 generated organisations: `python -m bench.crossings`.

Both are measured alike: straight lines between the middles of cards, all lines of the organisation. `dot` gets the same
lines once as they are and once with the other lines bent to the tree (`constraint=false`, the usual way for organisation
charts); the better of the two counts. Needs the program `dot` (Debian: graphviz).
"""

import random
import subprocess
import time
from typing import Any

from covalue.analytics import layout

ORGANISATIONS = 50


def organisation(seed: int) -> tuple[dict[str, str | None], list[tuple[str, str]]]:
    """10 to 60 people, two to six below a manager, and for every third person a line across."""
    chance = random.Random(seed)
    size = chance.randint(10, 60)
    managers: dict[str, str | None] = {"n0": None}
    open_: list[str] = ["n0"]
    while len(managers) < size:
        boss = open_.pop(0)
        for _one in range(chance.randint(2, 6)):
            if len(managers) < size:
                name = f"n{len(managers)}"
                managers[name] = boss
                open_.append(name)
        open_.sort(key=lambda _name: chance.random())
    names = list(managers)
    across = {tuple(chance.sample(names, 2)) for _one in range(size // 3)}
    lines = [(a, b) for a, b in sorted(across) if managers[a] != b and managers[b] != a]
    return managers, lines


def by_dot(managers: dict[str, str | None], lines: list[tuple[str, str]], bent: str) -> dict[str, tuple[float, float]]:
    """Where `dot` puts everybody."""
    tree = [f"{boss} -> {who};" for who, boss in managers.items() if boss]
    others = [f"{a} -> {b} [{bent}];" for a, b in lines]
    text = "digraph { node [shape=box width=2.5 height=0.9]; " + " ".join([*managers, *tree, *others]) + " }"
    told = subprocess.run(["dot", "-Tplain"], input=text, capture_output=True, text=True, check=True).stdout
    rows = [line.split() for line in told.splitlines() if line.startswith("node ")]
    return {row[1]: (float(row[2]), float(row[3])) for row in rows}


def main() -> None:
    ours_all, dots_all, worse, spent = 0, 0, 0, 0.0
    for seed in range(ORGANISATIONS):
        managers, lines = organisation(seed)
        edges: list[Any] = [(boss, who) for who, boss in managers.items() if boss] + lines
        begun = time.perf_counter()
        ours = layout.crossings(layout.chart(managers, lines).spots, edges)
        spent += time.perf_counter() - begun
        ways = [by_dot(managers, lines, bent) for bent in ("weight=1", "constraint=false")]
        dots = min(layout.crossings(way, edges) for way in ways)
        ours_all, dots_all, worse = ours_all + ours, dots_all + dots, worse + (ours > dots)
        print(f"{seed:3} people {len(managers):3} lines {len(edges):3} ours {ours:4} dot {dots:4}")
    print(f"together: ours {ours_all}, dot {dots_all}; ours more in {worse} of {ORGANISATIONS}; {spent:.1f} s for all")


if __name__ == "__main__":
    main()
