"""What can be done with sponsorships: one module for each noun."""

from covalue.sponsors.actions.cards import acknowledge, begin_card, publish
from covalue.sponsors.actions.escalations import answer, escalate
from covalue.sponsors.actions.people import declare, describe
from covalue.sponsors.actions.sponsorships import begin, edit, end, extend, remove_left, resume, succeed
from covalue.sponsors.actions.touchpoints import cancel, log, move, plan, plan_next, reinstate

__all__ = [
    "acknowledge",
    "answer",
    "begin",
    "begin_card",
    "cancel",
    "declare",
    "describe",
    "edit",
    "end",
    "escalate",
    "extend",
    "log",
    "move",
    "plan",
    "plan_next",
    "publish",
    "reinstate",
    "remove_left",
    "resume",
    "succeed",
]
