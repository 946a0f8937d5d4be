"""Cohorts of contracts."""

from dataclasses import dataclass

from covalue.core.demo import Demo
from covalue.people.demo import People
from covalue.retention import actions
from covalue.retention.actions import Sheet


@dataclass(frozen=True)
class Cohorts:
    """A table of cohorts, entered by the person with the key `owner`."""

    owner: str
    sheet: Sheet


def build_figures(demo: Demo) -> None:
    for cohorts in demo.stories(Cohorts):
        actions.add(demo.get(People).actor(cohorts.owner), sheet=cohorts.sheet, now=demo.now)
