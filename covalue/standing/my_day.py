"""What of a relationship waits for somebody: ratings asked of them, answers that came, contacts who are silent, assessments due."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from covalue.accounts import addresses
from covalue.accounts.models import AccountClass
from covalue.accounts.my_day import accounts_of_day, answered_for, of_day, where
from covalue.standing.models import Assessment, AssessmentRequest, OurRater
from covalue.standing.rules import CYCLE_DAYS
from covalue.web.my_day import Act, Day, Item, Urgency

SOON: Final = timedelta(days=7)
LATELY: Final = timedelta(days=14)


def ratings(day: Day) -> Iterator[Item]:
    """Assessments this user is asked to rate and has not."""
    rows = OurRater.objects.filter(
        user=day.user, answered_at=None, left_at=None, assessment__removed_at=None, assessment__closed_at=None
    )
    rows = rows.filter(assessment__due_on__gte=day.today, assessment__account__in=accounts_of_day(day))
    for rater in rows.select_related("assessment__account").order_by("assessment__due_on", "pk"):
        found = rater.assessment
        yield Item(
            key=f"rate:{rater.pk}",
            why=_("you are asked how the customer sees it; results wait for you"),
            title=_("Rate the relationship: {name}").format(name=found.name),
            url=reverse("standing:rate", args=[found.pk]),
            urgency=Urgency.NOW if found.due_on - day.today <= SOON else Urgency.WEEK,
            due=found.due_on,
            **where(found.account),
        )


def to_confirm(day: Day) -> Iterator[Item]:
    """Requests that are not sent before another than who entered the contact's address confirms it."""
    held = AssessmentRequest.objects.filter(
        held=True, answered_at=None, declined_at=None, revoked_at=None, account__archived_at=None,
        assessment__removed_at=None, assessment__closed_at=None, assessment__due_on__gte=day.today,
    ).exclude(address__entered_by=day.user)  # fmt: skip
    for request in of_day(day, held).select_related("account", "assessment", "contact", "asked_by"):
        if day.user in addresses.asked_to_confirm(request.contact, request.account):
            yield Item(
                key=f"to-confirm-rating:{request.pk}",
                why=_("{email} was entered by whoever asks; nothing is sent before a colleague confirms it").format(
                    email=request.email
                ),
                title=_("Is this the address of {name}?").format(name=request.contact.name),
                url=reverse("standing:assessment", args=[request.assessment_id]) + "#asked",
                urgency=Urgency.NOW,
                act=Act(_("Confirm and send"), reverse("standing:confirm-address", args=[request.pk])),
                **where(request.account),
            )


def answers(day: Day) -> Iterator[Item]:
    """Rounds in which contacts answered lately, and those whose last day has passed without being closed."""
    rows = Assessment.objects.filter(removed_at=None, closed_at=None, account__in=answered_for(day))
    waiting = Q(requests__answered_at=None, requests__declined_at=None, requests__revoked_at=None)
    counted = rows.select_related("account").annotate(
        answered=Count("requests", filter=Q(requests__answered_at__isnull=False, requests__revoked_at=None)),
        silent=Count("requests", filter=waiting),
        last=Max("requests__answered_at"),
    )
    for found in counted.order_by("due_on", "pk"):
        url = reverse("standing:assessment", args=[found.pk])
        if found.due_on < day.today:
            yield Item(
                key=f"assessment-over:{found.pk}",
                why=_("its last day has passed"),
                title=_("Close the assessment: {name}").format(name=found.name),
                url=url,
                urgency=Urgency.WEEK,
                due=found.due_on,
                act=Act(_("Close"), reverse("standing:close", args=[found.pk])),
                **where(found.account),
            )
        elif found.last is not None and timezone.now() - found.last <= LATELY:
            yield Item(
                key=f"answers:{found.pk}:{found.answered}",
                why=_waiting_for(found.silent),
                title=ngettext("%(n)s answer: %(name)s", "%(n)s answers: %(name)s", found.answered)
                % {"n": found.answered, "name": found.name},
                url=url,
                urgency=Urgency.WEEK,
                sets_aside=True,
                **where(found.account),
            )


def due(day: Day) -> Iterator[Item]:
    """Strategic accounts whose last assessment is more than a year old; who was never assessed is on the account's page."""
    rows = Assessment.objects.filter(
        removed_at=None, account__in=answered_for(day), account__account_class=AccountClass.STRATEGIC
    )
    latest = rows.values("account").annotate(last=Max("closed_at"), open=Count("pk", filter=Q(closed_at=None)))
    old = {
        row["account"]: row["last"]
        for row in latest.order_by()
        if not row["open"] and row["last"] and (day.today - row["last"].date()).days >= CYCLE_DAYS
    }
    for account in accounts_of_day(day).filter(pk__in=old) if old else ():
        yield Item(
            key=f"assessment-due:{account.pk}:{old[account.pk].date()}",
            why=_("the last assessment is more than a year old"),
            title=_("Assess the relationship again"),
            url=reverse("standing:open", args=[account.pk]),
            urgency=Urgency.LATER,
            sets_aside=True,
            **where(account),
        )


def _waiting_for(silent: int) -> str:
    if not silent:
        return _("every contact has answered")
    return ngettext("%(n)s contact has not answered", "%(n)s contacts have not answered", silent) % {"n": silent}
