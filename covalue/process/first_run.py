"""The first steps of a workspace: the company, its people, its ledger, and then somebody who opens an account.

Each is done when its own package says so.
"""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from covalue.accounts import queries as accounts
from covalue.ledger import queries as ledger
from covalue.organisation import queries as organisation
from covalue.people import queries as people
from covalue.people.models import User
from covalue.people.rules import Right
from covalue.web.my_day import Day


@dataclass(frozen=True)
class FirstStep:
    """One step: what it is, whether it is done, and where it is taken or whom to ask."""

    title: str | Promise
    sentence: str | Promise
    done: bool
    label: str | Promise
    address: str = ""
    ask: str = ""


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
    steps = (_company(user), _people(user), _ledger(user))
    if all(step.done for step in steps):
        steps = (*steps, _account(user))
    return None if all(step.done for step in steps) else FirstRun(steps, alone=user.sets_up)


def _company(user: User) -> FirstStep:
    named = organisation.company_is_known() or settings.COMPANY != organisation.UNNAMED
    return FirstStep(
        _("Your company"),
        _("Its name, as customers read it, and the currency you count in."),
        named,
        _("Name the company"),
        **_way(user, Right.MANAGE_ORGANISATION, reverse("organisation:home") + "#edit-company", done=named),
    )


def _people(user: User) -> FirstStep:
    joined = people.somebody_joins()
    return FirstStep(
        _("Your people"),
        _("Invite colleagues and give each a role: it decides what they see."),
        joined,
        _("Invite people"),
        **_way(user, Right.MANAGE_USERS, reverse("people:users") + "#invite", done=joined),
    )


def _ledger(user: User) -> FirstStep:
    imported = ledger.has_imports()
    return FirstStep(
        _("Your ledger"),
        _("A file of invoices or orders. Customers, accounts and every figure come from it."),
        imported,
        _("Import the ledger"),
        **_way(user, Right.IMPORT_LEDGER, reverse("ledger:imports"), done=imported),
    )


def _account(user: User) -> FirstStep:
    """What follows the three: somebody has to be able to open an account, which administrators are not."""
    opened = not user.may(Right.MANAGE_USERS) or accounts.somebody_opens()
    return FirstStep(
        _("Your first account"),
        _("Administrators see no account's content. Take a role that does, or wait for a colleague you invited."),
        opened,
        _("Give yourself a role"),
        address="" if opened else reverse("people:users") + f"#change-{user.pk}",
    )


def _way(user: User, right: Right, address: str, *, done: bool) -> dict[str, str]:
    """Where somebody who may takes the step; whom to ask otherwise."""
    if done:
        return {}
    return {"address": address} if user.may(right) else {"ask": people.whom_to_ask(right)}
