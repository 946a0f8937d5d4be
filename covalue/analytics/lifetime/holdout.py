"""Would it have come true? A model fitted to the first part of what is known, held against the rest.

The forecast of each customer is compared with what they then bought, and with the naive forecast that everybody goes on
as before. Conditional expectations by frequency class are Figure 3 of Fader, Hardie and Lee 2005 (Marketing Science).
Example (CDNOW): of 39 weeks, the next 39 are forecast.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from covalue.analytics.lifetime.patterns import Numbers, Purchases

LAST_CLASS: Final = 7  # repeat purchases and more, as in the paper


@dataclass(frozen=True)
class FrequencyClass:
    """Customers who had bought again so often, and what they bought then: means of one customer."""

    frequency: int
    customers: int
    actual: float
    model: float
    naive: float

    @property
    def open_ended(self) -> bool:
        return self.frequency == LAST_CLASS


@dataclass(frozen=True)
class Check:
    """How far off the forecasts were: mean absolute errors in purchases of a customer, and totals of all."""

    customers: int
    actual: float
    model: float
    naive: float
    model_error: float
    naive_error: float
    classes: tuple[FrequencyClass, ...]

    @property
    def better(self) -> bool:
        """Whether the model beats going on as before."""
        return self.model_error < self.naive_error


def naive(found: Purchases, ahead: float) -> Numbers:
    """Everybody goes on at the rate so far, x / T; who came on the last day has none."""
    return np.asarray(found.frequency / np.where(found.age > 0, found.age, 1) * ahead * (found.age > 0))


def compare(frequency: Numbers, *, actual: Numbers, model: Numbers, naive: Numbers) -> Check:
    """Forecasts of each customer against what happened; arrays of one length, one customer each."""
    kinds = np.minimum(frequency, LAST_CLASS).astype(int)
    classes = [
        FrequencyClass(
            int(kind),
            int(np.sum(kinds == kind)),
            *(float(np.mean(each[kinds == kind])) for each in (actual, model, naive)),
        )
        for kind in np.unique(kinds)
    ]
    return Check(
        customers=len(frequency),
        actual=float(np.sum(actual)),
        model=float(np.sum(model)),
        naive=float(np.sum(naive)),
        model_error=float(np.mean(np.abs(model - actual))),
        naive_error=float(np.mean(np.abs(naive - actual))),
        classes=tuple(classes),
    )
