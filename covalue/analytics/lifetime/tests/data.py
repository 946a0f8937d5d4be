"""The published sample, ready to fit."""

from functools import cache
from pathlib import Path

import numpy as np

from covalue.analytics.lifetime import patterns
from covalue.analytics.lifetime.patterns import Numbers, Purchases, Spending

FILE = Path(__file__).parent / "cdnow" / "customers.csv"
WEEK = 7


@cache
def cdnow() -> Numbers:
    """Rows of customers: repeats, recency and age in days, money of the repeats, later purchases."""
    return np.loadtxt(FILE, delimiter=",", skiprows=1, usecols=range(1, 6))


def purchases() -> Purchases:
    """In weeks, a customer each."""
    rows = cdnow()
    return patterns.purchases(rows[:, 0], rows[:, 1] / WEEK, rows[:, 2] / WEEK)


def means() -> Numbers:
    rows = cdnow()
    return rows[:, 3] / np.maximum(rows[:, 0], 1)


def spending() -> Spending:
    rows, mean = cdnow(), means()
    who = (rows[:, 0] > 0) & (mean > 0)
    return Spending(rows[who, 0], mean[who], np.ones(who.sum()))


def one(x: float, t_x: float, t: float) -> Purchases:
    return patterns.purchases(np.array([x]), np.array([t_x]), np.array([t]))
