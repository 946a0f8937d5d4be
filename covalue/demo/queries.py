"""Whether the sample data are here, may be loaded, or cannot be any more."""

from dataclasses import dataclass

from django.conf import settings

from covalue.accounts import queries as accounts
from covalue.demo.models import SampleData, SampleState
from covalue.ledger import queries as ledger
from covalue.people import queries as people
from covalue.people.models import User
from covalue.people.rules import Right
from covalue.web.my_day import Day


@dataclass(frozen=True)
class Sample:
    """The sample data as my day shows them: offered, being loaded, or there."""

    record: SampleData | None
    offered: bool
    removable: bool = False


def record() -> SampleData | None:
    """The loading of the sample data, if anybody asked for it."""
    return SampleData.objects.first()


def may_load(user: User) -> bool:
    """Whoever sets the workspace up, before anybody else has a role; never where real work is done."""
    alone = user.may(Right.MANAGE_USERS) and not people.somebody_works_here()
    return alone and not settings.ENVIRONMENT.production


def is_empty() -> bool:
    """Whether there is no account and no line of a ledger yet."""
    return not accounts.unscoped().exists() and not ledger.has_imports()


def on_my_day(day: Day) -> Sample | None:
    """What my day says of the sample data; nothing where they are neither here nor can be loaded."""
    known = record()
    if known is not None and known.state != SampleState.FAILED:
        done = known.state == SampleState.DONE and known.last_event is not None
        return Sample(known, offered=False, removable=done and day.user.may(Right.MANAGE_USERS))
    offered = may_load(day.user) and is_empty()
    return Sample(known, offered) if offered or known else None
