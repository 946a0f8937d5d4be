"""What can keep a model from being fitted. Said as a kind and its words, so that a page can say it in the reader's language."""

from enum import StrEnum
from typing import Any


class Fault(StrEnum):
    """Each kind with the words it comes with."""

    NO_PURCHASES = "no purchases"
    TOO_FEW = "too few customers"  # found, least
    ONE_TIME_BUYERS = "one-time buyers"  # found, least
    CONSTANT_VALUE = "constant value"
    NO_VALUE = "no value"
    NO_MARGIN = "no margin"
    NEVER_LOST = "never lost"
    ALL_LOST_AT_ONCE = "all lost at once"
    IMPOSSIBLE = "impossible"
    NOT_CONVERGED = "not converged"  # model


SENTENCES = {
    Fault.NO_PURCHASES: "There is no purchase by a named customer up to this day.",
    Fault.TOO_FEW: "At least {least} customers are needed to fit a model; there are {found}.",
    Fault.ONE_TIME_BUYERS: "At least {least} customers who bought again are needed to estimate how often they do; "
    "there are {found}.",
    Fault.CONSTANT_VALUE: "Customers do not differ in what they spend per purchase, so the spread cannot be fitted.",
    Fault.NO_VALUE: "There are no amounts above zero on repeat purchases, so spending cannot be fitted.",
    Fault.NO_MARGIN: "Cost of goods is known for less than half of revenue, so no margin is known. Enter a margin.",
    Fault.NEVER_LOST: "No contract was lost, so the risk of losing one cannot be fitted.",
    Fault.ALL_LOST_AT_ONCE: "Losses or renewals in at least two periods are needed to tell how customers differ.",
    Fault.IMPOSSIBLE: "A customer's figures contradict each other: 0 ≤ time of the last purchase ≤ age must be true.",
    Fault.NOT_CONVERGED: "The fit of {model} did not converge, so its figures are not shown.",
}


class LifetimeError(ValueError):
    """A model that cannot be fitted to these purchases: what is wrong, and the words. It prints in English."""

    def __init__(self, fault: Fault, **words: Any) -> None:
        super().__init__(SENTENCES[fault].format(**words))
        self.fault, self.words = fault, words
