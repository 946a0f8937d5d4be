"""The lifetime value of the demo company's customers."""

from covalue.core.demo import US, Demo
from covalue.lifetime import actions, rules


def build_figures(demo: Demo) -> None:
    actions.compute(US, asked=rules.Settings(), now=demo.now)
