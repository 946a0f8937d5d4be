"""The lifetime value of the demo company's customers."""

from covalue.core.demo import US, Demo
from covalue.lifetime import actions
from covalue.lifetime.rules import USUAL


def build_figures(demo: Demo) -> None:
    actions.compute(US, settings=USUAL, now=demo.now)
