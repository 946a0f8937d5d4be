"""The first steps of a workspace: the company, its people, its ledger, and then somebody who opens an account.

Each is done when its own package says so. The list of them stands until work on accounts has begun; what is left of them
then is an item of My day like any other, for those who can do it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from covalue.accounts import queries as accounts
from covalue.people import first_steps
from covalue.people.first_steps import FirstStep
from covalue.people.models import User
from covalue.people.rules import Right
from covalue.web.my_day import Day, Item, Urgency


@dataclass(frozen=True)
class FirstRun:
    """The steps in their order; `alone` while an administrator may take them all, as nobody else has a role yet."""

    steps: tuple[FirstStep, ...]
    alone: bool

    @property
    def next(self) -> FirstStep | None:
        """The first step that is not done."""
        return next((step for step in self.steps if not step.done), None)

    @property
    def can_be_taken(self) -> bool:
        """Whether any of what is left is theirs to do."""
        return any(step.address for step in self.steps)

    @property
    def left(self) -> tuple[FirstStep, ...]:
        """What is not done."""
        return tuple(step for step in self.steps if not step.done)


def first_run(day: Day) -> FirstRun | None:
    """The steps until all are done, or somebody works on accounts. Who can take none is told whom to ask."""
    if accounts.work_has_begun():
        return None
    user = day.user
    steps = first_steps.steps(user)
    if all(step.done for step in steps):
        steps = (*steps, _account(user))
    run = FirstRun(steps, alone=user.sets_up)
    return run if run.left else None


def left_over(day: Day) -> Iterator[Item]:
    """What nobody did of setting up before work began, for those who can: it can be set aside, as not all of it is needed."""
    if not _sets_up(day.user) or not accounts.work_has_begun():
        return
    for step in first_steps.steps(day.user):
        if step.address:
            yield Item(
                key=f"set-up:{step.key}",
                why=_now("not set up yet: {sentence}").format(sentence=step.sentence),
                title=str(step.label),
                url=step.address,
                urgency=Urgency.LATER,
                sets_aside=True,
            )


def _sets_up(user: User) -> bool:
    return any(user.may(right) for right in (Right.MANAGE_ORGANISATION, Right.MANAGE_USERS, Right.IMPORT_LEDGER))


def _account(user: User) -> FirstStep:
    """What follows the three: an account with a team. Administrators open none, so they begin with a role that does."""
    if user.may(Right.MANAGE_USERS) and not accounts.somebody_opens():
        return FirstStep(
            "account",
            _("Your first account"),
            _(
                "Administrators open no account. A program director opens all of them and puts people on their teams: take "
                "that role, too, or invite who has it."
            ),
            False,
            _("Give yourself a role"),
            address=reverse("people:users") + f"#change-{user.pk}",
        )
    theirs = user.may(Right.SEE_ALL_ACCOUNTS)
    return FirstStep(
        "account",
        _("Your first account"),
        _("Open an account and put its team on it. Then add a contact, and start a value case."),
        not theirs,
        _("Choose an account"),
        address=reverse("accounts:list") if theirs else "",
    )
