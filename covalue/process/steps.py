"""The seven steps of strategic account management, as data. Source: domain.md §4.

Each step asks a question; its evidence is the one figure that says where it stands, or what it waits for. The package that
knows it registers it with `accounts.home`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from covalue.accounts import home
from covalue.accounts.home import AccountView, Evidence
from covalue.web.palette import AccountPage


@dataclass(frozen=True)
class Step:
    """One of the seven. `waits_for` is said as long as no package gives evidence."""

    number: int
    key: str
    title: str | Promise
    question: str | Promise
    proof: str | Promise
    waits_for: str | Promise = ""

    def evidence(self, view: AccountView) -> Evidence:
        """How far the account is."""
        return home.evidence_of(self.key, view) or Evidence(waits_for=str(self.waits_for))


STEPS: Final = (
    Step(
        1,
        "discover",
        _("Discover"),
        _("What does the customer value, and why?"),
        _("targets validated by a named contact"),
    ),
    Step(
        2,
        "plan",
        _("Plan"),
        _("Where will growth come from, and with whose goals?"),
        _("an approved plan whose objectives are linked to the customer's"),
    ),
    Step(
        3,
        "co-create",
        _("Co-create"),
        _("What will we do together and what is it worth?"),
        _("a value case the customer agreed to"),
    ),
    Step(
        4,
        "mobilise",
        _("Mobilise"),
        _("Who will do it?"),
        _("each contribution accepted by the unit that owes it"),
    ),
    Step(
        5,
        "capture",
        _("Capture"),
        _("On what terms?"),
        _("a signed contract, with what each side gave and got"),
        waits_for=_("No contract yet"),
    ),
    Step(6, "execute", _("Execute"), _("Is it happening?"), _("milestones met, incidents closed")),
    Step(
        7,
        "realise",
        _("Realise"),
        _("Did it pay, does the customer agree, what next?"),
        _("value validated in money; feedback acted on; the next targets"),
    ),
)


def by_key(key: str) -> Step | None:
    """A step by the word in its address."""
    return next((step for step in STEPS if step.key == key), None)


def pages_of_accounts() -> Iterator[AccountPage]:
    """Every tab of an account, and the pages of its steps, as the search finds them."""
    for tab in home.tabs():
        yield AccountPage(tab.title, partial(_address, tab.url_name), tab.words, order=0)
    for step in STEPS:
        title = format_lazy(_("Step {n}: {title}"), n=step.number, title=step.title)
        yield AccountPage(title, partial(_address, "process:step", key=step.key), order=20)


def _address(name: str, account_id: int, **more: str) -> str:
    return reverse(name, kwargs={"account_id": account_id, **more})
