"""What of standing is to be decided as a contact has left, and what a new owner reads of it."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.accounts import queries as accounts
from covalue.accounts.leaving import Matter
from covalue.accounts.models import Account, Contact
from covalue.people.models import User
from covalue.standing.kind import ASSESSMENTS
from covalue.standing.models import Assessment, Scorecard
from covalue.standing.queries.ladder import EVIDENCE
from covalue.standing.rules import RUNG_NAMES


def assessments(user: User, contact: Contact) -> Iterator[Matter]:
    """Rounds in which they have not answered, and cannot any more: who is asked instead?"""
    rows = ASSESSMENTS.unanswered().filter(contact=contact, assessment__removed_at=None, assessment__closed_at=None)
    for request in accounts.within(user, rows).select_related("assessment"):
        yield Matter(
            request.assessment.name,
            _("{name} was asked to rate and has not answered: who is asked instead?").format(name=contact.name),
            reverse("standing:assessment", args=[request.assessment_id]) + "#asked",
            due=request.last_day,
            ended_at=reverse("standing:revoke", args=[request.pk]),
            ending=_("Withdraw"),
        )


def evidence(user: User, contact: Contact) -> Iterator[Matter]:
    """What they said or did that holds a rung of the ladder: does it still stand without them?"""
    for row in EVIDENCE.visible_to(user).filter(contact=contact).order_by("-on", "-pk"):
        why = _("shows “{rung}” in the eyes of {name}: does anybody else see it so?")
        yield Matter(
            row.words,
            why.format(rung=RUNG_NAMES[row.rung], name=contact.name),
            reverse("standing:edit", args=[row.pk]),
        )


def to_read(account: Account) -> int:
    """How much of it there is: rounds, evidence, scorecards of theirs."""
    rounds = Assessment.objects.filter(account=account, removed_at=None).count()
    cards = Scorecard.objects.filter(account=account, removed_at=None).count()
    return rounds + cards + EVIDENCE.of(account).count()
