"""Service levels and incidents as a customer's guests see them."""

from collections.abc import Iterator
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from covalue.accounts.models import Account, Contact
from covalue.accounts.shareables import Item, Standing, day, filled, reading
from covalue.core.events import Actor
from covalue.service_levels import actions, queries
from covalue.service_levels.inputs import IncidentRatedInput
from covalue.service_levels.models import Incident
from covalue.service_levels.queries import INCIDENTS, LEVELS, LevelView

LEVEL, INCIDENT = "service", "incident"
QUESTION = gettext_lazy("How satisfied are you with what was done about “{title}”?")


def levels(account: Account) -> Iterator[Item]:
    """All service levels of an account with their last results."""
    return (_level(view) for view in queries.views(LEVELS.of(account), account.today()))


def _level(view: LevelView) -> Item:
    """What was agreed, and what was measured in each period. Notes and sources stay with us."""
    row = view.level
    facts = (
        (_("Agreed"), f"{view.agreed}, {_('in each')} {row.get_period_display()}"),
        (_("Valid from"), day(row.since)),
        (_("Valid until"), day(row.until)),
        (_("Agreement"), row.agreement.title if row.agreement else ""),
        *(
            (
                result.period_name,
                f"{queries.figure(result.value, row.unit)}, {_('kept') if row.keeps(result) else _('missed')}",
            )
            for result in reversed(view.judged)
        ),
    )
    return Item(
        kind=LEVEL,
        pk=row.pk,
        title=row.title,
        note=view.agreed,
        facts=filled(facts),
        reading=reading(row.title, row.direction, row.target, row.unit, row.period, row.since, row.until),
        ours_at=reverse("service_levels:levels:edit", args=[row.pk]),
    )


def incidents(account: Account) -> Iterator[Item]:
    """All incidents of an account, the latest first."""
    return (_incident(row) for row in INCIDENTS.of(account))


def _incident(row: Incident) -> Item:
    """What happened, since when, why, and what was done. Who of us sees to it stays with us."""
    facts = (
        (_("Severity"), row.severity_name),
        (_("Happened on"), day(row.began)),
        (_("Resolved on"), day(row.ended)),
        (_("Service level"), row.service_level.title if row.service_level else ""),
        (_("Cause"), row.cause),
        (_("What was done"), row.resolution),
        (_("Rating"), "" if row.rating is None else _("{n} of 10").format(n=row.rating)),
    )
    return Item(
        kind=INCIDENT,
        pk=row.pk,
        title=row.called,
        note=_("resolved") if row.ended else row.severity_name,
        facts=filled(facts),
        reading=reading(row.called, row.how_bad.value, row.began, row.ended, row.cause, row.resolution),
        ours_at=reverse("service_levels:incidents:edit", args=[row.pk]),
        done=row.ended is not None,
    )


def standing(account: Account, contact: Contact, incident_id: int) -> Standing | None:
    """An incident that affected this contact, as they may rate what followed; None for any other, and while it is open."""
    row = INCIDENTS.of(account).filter(pk=incident_id, contact=contact).first()
    if row is None or row.is_open:
        return None
    if row.rating is None or row.rated_on is None:
        return Standing(is_open=True)
    said_at = datetime.combine(row.rated_on, time(12), ZoneInfo("UTC"))
    return Standing(
        is_open=False, said=_("{n} of 10").format(n=row.rating), said_at=said_at, decided=True, accepted=True
    )


def rate(
    actor: Actor, account: Account, contact: Contact, incident_id: int, body: IncidentRatedInput, now: datetime
) -> None:
    """A contact rates what followed an incident that affected them."""
    row = INCIDENTS.of(account).get(pk=incident_id)
    actions.rate(actor, incident=row, contact=contact, rating=body.rating, words=body.words, now=now)
