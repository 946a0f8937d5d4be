"""The first steps of a workspace, as packages add them in their `hooks.py`: what each is, and who may take it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from covalue.core.shared import Added
from covalue.people import queries
from covalue.people.models import User
from covalue.people.rules import Right


@dataclass(frozen=True)
class FirstStep:
    """One step: what it is, whether it is done, and where it is taken or whom to ask. `key` names it for good."""

    key: str
    title: str | Promise
    sentence: str | Promise
    done: bool
    label: str | Promise
    address: str = ""
    ask: str = ""


_steps: Added[tuple[int, Callable[[User], FirstStep]]] = Added()


def add(order: int, step: Callable[[User], FirstStep]) -> None:
    """Add a step; `step` says whether it is done, and how this user comes to it."""
    _steps.add((order, step))


def steps(user: User) -> tuple[FirstStep, ...]:
    """The steps in their order."""
    return tuple(step(user) for _order, step in sorted(_steps, key=lambda added: added[0]))


def way(user: User, right: Right, address: str, *, done: bool) -> dict[str, str]:
    """Where somebody who may takes the step; whom to ask otherwise."""
    if done:
        return {}
    return {"address": address} if user.may(right) else {"ask": queries.whom_to_ask(right)}


def joined(user: User) -> FirstStep:
    """The step of people: done once anybody has joined, or is invited."""
    done = queries.somebody_joins()
    return FirstStep(
        "people",
        _("Your people"),
        _("Invite colleagues and give each a role: it decides what they see."),
        done,
        _("Invite people"),
        **way(user, Right.MANAGE_USERS, reverse("people:users") + "#invite", done=done),
    )
