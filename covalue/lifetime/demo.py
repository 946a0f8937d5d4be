"""The lifetime value of the demo company's customers."""

from covalue.core.demo import US, Demo
from covalue.lifetime import actions
from covalue.lifetime.models import FitState
from covalue.lifetime.rules import USUAL


def build_figures(demo: Demo) -> None:
    fit = actions.compute(US, settings=USUAL, now=demo.now)
    if fit.state == FitState.WAITING:  # nobody runs jobs while the demo is built
        actions.run(US, fit=fit, now=demo.now)
