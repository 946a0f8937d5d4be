"""Figures of a network of people: who holds it together, who stands between whom, how near and how tied in somebody is.

A network is undirected: `{node: {neighbour, …}}`, each line named at both ends. Formulas: Freeman 1978 (degree, closeness,
betweenness; computed after Brandes 2001), Hopcroft and Tarjan 1973 (articulation points, bridges), Burt 1992 (constraint,
effective size). On the kite, the Florentine families and the karate club they equal networkx.
"""

from collections import deque
from collections.abc import Collection, Hashable, Iterable, Mapping
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)
Network = Mapping[Node, Collection[Node]]


def network(nodes: Iterable[Node], lines: Iterable[tuple[Node, Node]]) -> dict[Node, set[Node]]:
    """A network of these nodes and lines; a line from a node to itself, or to one that is not there, is left out."""
    near: dict[Node, set[Node]] = {node: set() for node in nodes}
    for start, end in lines:
        if start != end and start in near and end in near:
            near[start].add(end)
            near[end].add(start)
    return near


def density(near: Network[Node]) -> float:
    """Lines there are of those there could be, 0 to 1; 0 for fewer than two nodes."""
    count = len(near)
    return sum(map(len, near.values())) / (count * (count - 1)) if count > 1 else 0.0


def degree(near: Network[Node]) -> dict[Node, float]:
    """Of the others, the share each node has a line to."""
    others = len(near) - 1
    return {node: len(ends) / others if others > 0 else 0.0 for node, ends in near.items()}


def closeness(near: Network[Node]) -> dict[Node, float]:
    """1 / mean distance to those a node reaches, times the share of the others it reaches (Wasserman and Faust 1994)."""
    others = len(near) - 1
    made = {}
    for node in near:
        steps = distances(near, node)
        reached, total = len(steps) - 1, sum(steps.values())
        made[node] = (reached / total) * (reached / others) if total and others > 0 else 0.0
    return made


def distances(near: Network[Node], start: Node) -> dict[Node, int]:
    """Lines on the shortest way from `start` to each node it reaches, itself included."""
    steps, waiting = {start: 0}, deque([start])
    while waiting:
        node = waiting.popleft()
        for end in near[node]:
            if end not in steps:
                steps[end] = steps[node] + 1
                waiting.append(end)
    return steps


def betweenness(near: Network[Node], *, normalised: bool = True) -> dict[Node, float]:
    """Of the shortest ways between two others, those through a node; `normalised` by the number of pairs of others."""
    made: dict[Node, float] = dict.fromkeys(near, 0.0)
    for start in near:
        _add_ways(near, start, made)
    count = len(near)
    pairs = (count - 1) * (count - 2) / 2
    scale = 0.5 / pairs if normalised and pairs > 0 else 0.5
    return {node: ways * scale for node, ways in made.items()}


def _add_ways(near: Network[Node], start: Node, made: dict[Node, float]) -> None:
    """Add, for every node, the ways from `start` that pass through it (Brandes 2001)."""
    order: list[Node] = []
    before: dict[Node, list[Node]] = {node: [] for node in near}
    ways: dict[Node, float] = dict.fromkeys(near, 0.0)
    ways[start] = 1.0
    steps, waiting = {start: 0}, deque([start])
    while waiting:
        node = waiting.popleft()
        order.append(node)
        for end in near[node]:
            if end not in steps:
                steps[end] = steps[node] + 1
                waiting.append(end)
            if steps[end] == steps[node] + 1:
                ways[end] += ways[node]
                before[end].append(node)
    through: dict[Node, float] = dict.fromkeys(near, 0.0)
    for node in reversed(order):
        for earlier in before[node]:
            through[earlier] += ways[earlier] / ways[node] * (1 + through[node])
        if node != start:
            made[node] += through[node]


def articulation_points(near: Network[Node]) -> set[Node]:
    """Nodes without which some that reach each other today would not."""
    return _searched(near)[0]


def bridges(near: Network[Node]) -> set[frozenset[Node]]:
    """Lines without which some that reach each other today would not."""
    return _searched(near)[1]


def _searched(near: Network[Node]) -> tuple[set[Node], set[frozenset[Node]]]:
    """Articulation points and bridges by one search in depth, without recursion (Hopcroft and Tarjan 1973)."""
    found: set[Node] = set()
    cut: set[frozenset[Node]] = set()
    number: dict[Node, int] = {}
    low: dict[Node, int] = {}
    for root in near:
        if root in number:
            continue
        number[root] = low[root] = len(number)
        branches = 0
        way = [(root, root, iter(near[root]))]
        while way:
            node, parent, ends = way[-1]
            end = next(ends, None)
            if end is None:
                way.pop()
                if not way:
                    break
                low[parent] = min(low[parent], low[node])
                if parent == root:
                    branches += 1
                elif low[node] >= number[parent]:
                    found.add(parent)
                if low[node] > number[parent]:
                    cut.add(frozenset((parent, node)))
            elif end not in number:
                number[end] = low[end] = len(number)
                way.append((end, node, iter(near[end])))
            elif end != parent:
                low[node] = min(low[node], number[end])
        if branches > 1:
            found.add(root)
    return found, cut


def lost_without(near: Network[Node], node: Node, start: Node) -> set[Node]:
    """Whom `start` reaches today and would no longer reach without `node`."""
    without = {one: set(ends) - {node} for one, ends in near.items() if one != node}
    reached = distances(without, start)
    return distances(near, start).keys() - reached.keys() - {node}


def constraint(near: Network[Node]) -> dict[Node, float | None]:
    """How much of a node's lines lead back to the same people (Burt 1992); None for a node without lines."""
    return {node: _constraint(near, node) if near[node] else None for node in near}


def _constraint(near: Network[Node], node: Node) -> float:
    total = 0.0
    for end in near[node]:
        direct = 1 / len(near[node])
        indirect = sum(1 / len(near[node]) / len(near[middle]) for middle in near[node] if end in near[middle])
        total += (direct + indirect) ** 2
    return total


def effective_size(near: Network[Node]) -> dict[Node, float | None]:
    """Of the people a node is tied to, those who are not told of by another (Burt 1992); None for a node without lines."""
    return {node: _effective_size(near, node) if near[node] else None for node in near}


def _effective_size(near: Network[Node], node: Node) -> float:
    ends = set(near[node])
    between = sum(len(ends & set(near[end])) for end in ends) / 2
    return len(ends) - 2 * between / len(ends)
