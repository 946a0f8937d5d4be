"""The authored part of the demo: a strategic account programme one could believe, a file for each account."""

from typing import Final

from covalue.demo.programme import (
    ernst_handel,
    folk_och_fa,
    hungry_owl,
    koeniglich_essen,
    mere_paillarde,
    others,
    rattlesnake_canyon,
    save_a_lot,
    supremes_delices,
)
from covalue.demo.programme.asked import ASKED
from covalue.demo.programme.business import BUSINESS
from covalue.demo.programme.company import GROUPS, PEOPLE, UNITS, VIEWS
from covalue.demo.programme.figures import COHORTS, POOLS
from covalue.demo.programme.installed import INSTALLED
from covalue.demo.programme.position import POSITION
from covalue.demo.programme.rounds import CAPACITIES, NEEDS_STORIES, ROUNDS
from covalue.demo.programme.sales import GROWTH, SALES
from covalue.demo.programme.shapes import Programme
from covalue.demo.programme.work import WORK

PROGRAMMES: Final = (
    save_a_lot.ACCOUNT,
    ernst_handel.ACCOUNT,
    rattlesnake_canyon.ACCOUNT,
    hungry_owl.ACCOUNT,
    koeniglich_essen.ACCOUNT,
    folk_och_fa.ACCOUNT,
    mere_paillarde.ACCOUNT,
    supremes_delices.ACCOUNT,
    *others.ACCOUNTS,
)

# What is told of customers in files of its own, beside the programme of their account.
TOLD: Final = (
    *BUSINESS.items(),
    *POSITION.items(),
    *INSTALLED.items(),
    *SALES.items(),
    *GROWTH.items(),
    *ASKED.items(),
    *WORK.items(),
)

STORIES: Final = (*GROUPS, *VIEWS, *POOLS, COHORTS, CAPACITIES, *NEEDS_STORIES, ROUNDS)

__all__ = ["PEOPLE", "PROGRAMMES", "STORIES", "TOLD", "UNITS", "Programme"]
