"""The first steps of a workspace: the company, its people, its ledger, and then somebody who opens an account.

Each is done when its own package says so.
"""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from covalue.accounts import queries as accounts
from covalue.people import first_steps
from covalue.people.first_steps import FirstStep
from covalue.people.models import User
from covalue.people.rules import Right
from covalue.web.my_day import Day


@dataclass(frozen=True)
class FirstRun:
    """The steps in their order; `alone` while an administrator may take them all, as nobody else has a role yet."""

    steps: tuple[FirstStep, ...]
    alone: bool

    @property
    def next(self) -> FirstStep | None:
        """The first step that is not done."""
        return next((step for step in self.steps if not step.done), None)


def first_run(day: Day) -> FirstRun | None:
    """The steps, for those who take one of them, until all are done."""
    user = day.user
    if not (user.may(Right.MANAGE_ORGANISATION) or user.may(Right.MANAGE_USERS) or user.may(Right.IMPORT_LEDGER)):
        return None
    steps = first_steps.steps(user)
    if all(step.done for step in steps):
        steps = (*steps, _account(user))
    return None if all(step.done for step in steps) else FirstRun(steps, alone=user.sets_up)


def _account(user: User) -> FirstStep:
    """What follows the three: an account with a team. Administrators open none, so they begin with a role that does."""
    if user.may(Right.MANAGE_USERS) and not accounts.somebody_opens():
        return FirstStep(
            _("Your first account"),
            _("Administrators see no account's content. Take a role that does, or wait for a colleague you invited."),
            False,
            _("Give yourself a role"),
            address=reverse("people:users") + f"#change-{user.pk}",
        )
    begun = not user.may(Right.SEE_ALL_ACCOUNTS) or accounts.has_any_team()
    return FirstStep(
        _("Your first account"),
        _("Open an account and put its team on it. Then add a contact, and start a value case."),
        begun,
        _("Choose an account"),
        address="" if begun else reverse("accounts:list"),
    )
