"""Networks: equal to networkx on the kite, the Florentine families and the karate club, and on any small network."""

from collections.abc import Callable
from typing import Any

import networkx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from covalue.analytics import networks

PUBLISHED: tuple[Callable[[], Any], ...] = (
    networkx.krackhardt_kite_graph,
    networkx.florentine_families_graph,
    networkx.karate_club_graph,
)


def of(graph: Any) -> dict[Any, set[Any]]:
    return networks.network(graph.nodes, graph.edges)


def equals_networkx(graph: Any) -> None:
    near = of(graph)
    assert networks.betweenness(near) == pytest.approx(networkx.betweenness_centrality(graph, weight=None))
    raw = networkx.betweenness_centrality(graph, normalized=False, weight=None)
    assert networks.betweenness(near, normalised=False) == pytest.approx(raw)
    assert networks.closeness(near) == pytest.approx(networkx.closeness_centrality(graph))
    assert networks.articulation_points(near) == set(networkx.articulation_points(graph))
    assert networks.bridges(near) == {frozenset(line) for line in networkx.bridges(graph)}
    assert networks.density(near) == pytest.approx(networkx.density(graph))
    if len(near) > 1:
        assert networks.degree(near) == pytest.approx(networkx.degree_centrality(graph))
    tied = {node for node in near if near[node]}
    for ours, theirs in (
        (networks.constraint(near), networkx.constraint(graph)),
        (networks.effective_size(near), networkx.effective_size(graph)),
    ):
        assert {node: ours[node] for node in tied} == pytest.approx({node: theirs[node] for node in tied})
        assert all(ours[node] is None for node in near.keys() - tied)


@pytest.mark.parametrize("graph", PUBLISHED, ids=lambda made: made.__name__)
def test_published_networks_equal_networkx(graph: Callable[[], Any]) -> None:
    made = graph()
    for *_ends, line in made.edges(data=True):
        line.clear()  # the karate club's lines have weights since networkx 2.8
    equals_networkx(made)


def test_the_published_figures_of_the_three() -> None:
    """Krackhardt 1990: 14, 8.333 and 8 ways through the kite's middle; the Medici stand between half of the families."""
    kite = of(networkx.krackhardt_kite_graph())
    through = sorted(networks.betweenness(kite, normalised=False).values(), reverse=True)
    assert through[:4] == pytest.approx([14.0, 8.333, 8.333, 8.0], abs=0.001)
    assert networks.density(kite) == pytest.approx(0.4)
    assert networks.betweenness(of(networkx.florentine_families_graph()))["Medici"] == pytest.approx(0.522, abs=0.0005)
    assert networks.articulation_points(of(networkx.karate_club_graph())) == {0}


@given(st.integers(1, 9), st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=25))
def test_any_small_network_equals_networkx(count: int, lines: list[tuple[int, int]]) -> None:
    graph: Any = networkx.Graph()
    graph.add_nodes_from(range(count))
    graph.add_edges_from((a, b) for a, b in lines if a != b and a < count and b < count)
    equals_networkx(graph)


@given(st.integers(2, 9), st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=20))
def test_whoever_cuts_somebody_off_is_an_articulation_point(count: int, lines: list[tuple[int, int]]) -> None:
    near = networks.network(range(count), lines)
    for node in range(1, count):
        if networks.lost_without(near, node, 0):
            assert node in networks.articulation_points(near)


def test_lines_to_nobody_and_to_oneself_are_left_out() -> None:
    assert networks.network("ab", [("a", "a"), ("a", "z"), ("b", "a")]) == {"a": {"b"}, "b": {"a"}}
    assert networks.density({}) == 0 and networks.degree({"a": set()}) == {"a": 0.0}
    assert networks.closeness({"a": set(), "b": set()}) == {"a": 0.0, "b": 0.0}
