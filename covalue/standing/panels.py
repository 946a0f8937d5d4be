"""What standing adds to an account's home: the customer's view, the widest gap and the lowest drivers."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.accounts.home import AccountView
from covalue.core import money
from covalue.standing.queries import results, rounds
from covalue.standing.queries.results import DriverRow, Results
from covalue.standing.rules import HIGHEST


@dataclass(frozen=True)
class InTheirEyes:
    """The mean of what contacts rated last, when, what the home says of it, and the drivers they rate lowest."""

    value: str
    note: str
    href: str
    on: date
    weakest: tuple[DriverRow, ...]


def eyes(view: AccountView) -> InTheirEyes | None:
    """None for an account that nobody has assessed."""
    latest = _latest(view)
    href = reverse("standing:account", args=[view.account.pk])
    if latest is None or latest.overall.theirs is None:
        return None
    last = max(person.answered_at for person in latest.theirs)
    return InTheirEyes(_of_five(latest.overall.theirs), _note(latest), href, view.account.day_of(last), latest.weakest)


def _note(found: Results) -> str:
    if found.widest and found.widest[0].gap.value is not None:
        row = found.widest[0]
        ours, theirs = money.number(row.gap.ours or 0, 1), money.number(row.gap.theirs or 0, 1)
        return _("widest gap: {driver}, they {theirs}, we {ours}").format(
            driver=row.driver.name, theirs=theirs, ours=ours
        )
    if found.overall.ours is not None:
        return _("we think {ours}").format(ours=_of_five(found.overall.ours))
    return _("nobody of us rated it")


def _of_five(mean: float) -> str:
    return _("{mean} of {most}").format(mean=money.number(mean, 1), most=HIGHEST)


def _latest(view: AccountView) -> Results | None:
    """The latest round that is shown and that a contact answered."""
    for assessment in rounds.of_account(view.account)[:4]:
        found = results.results_of(assessment, view.today)
        if found.theirs:
            return found
    return None
