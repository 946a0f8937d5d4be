"""Who does it: the evidence of the step Mobilise."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from django.utils.translation import ngettext

from covalue.accounts import steps as team
from covalue.accounts.home import AccountView, Evidence
from covalue.contributions import queries
from covalue.contributions.models import Contribution
from covalue.contributions.rules import State

ACCEPTED: Final = frozenset({State.PROMISED, State.REPORTED, State.SATISFIED})
WAITING: Final = frozenset({State.ASKED, State.COUNTERED})
NOT_ASKED: Final = frozenset({State.DRAFT, State.WITHDRAWN})
TEAM_ALONE: Final = 0.5  # of the step, where there is a team and nothing was asked of a unit


def mobilise(view: AccountView) -> Evidence:
    """What was asked of units and accepted by them; a team alone is half of it at most."""
    return mobilised(team.mobilise(view), view.once(queries.asked_by, view.account))


def mobilised(people: Evidence, rows: Sequence[Contribution]) -> Evidence:
    """Leads to the ask that has no answer, or to one that was declined or broken."""
    asked = [row for row in rows if row.stands not in NOT_ASKED]
    if not asked:
        return replace(people, share=people.share * TEAM_ALONE)
    accepted = sum(row.stands in ACCEPTED for row in asked)
    missing = [row for row in asked if row.stands in WAITING] or [row for row in asked if row.stands not in ACCEPTED]
    figure = ngettext("%(n)s of %(all)s contribution accepted", "%(n)s of %(all)s contributions accepted", len(asked))
    return Evidence(
        figure % {"n": accepted, "all": len(asked)},
        accepted / len(asked),
        leads_to=missing[0].get_absolute_url() if missing else "",
    )
