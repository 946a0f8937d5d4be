"""Reading driver sets, assessments, and who was asked."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet

from covalue.accounts import addresses
from covalue.accounts import queries as accounts
from covalue.accounts.models import Account, Contact
from covalue.core import errors
from covalue.people.models import User
from covalue.people.rules import Right
from covalue.standing.kind import ASSESSMENTS
from covalue.standing.models import Assessment, AssessmentRequest, DriverRating, DriverSet, OurRater

secret_of = ASSESSMENTS.secret_of  # the part of the address by which a contact opens their request


def driver_sets() -> QuerySet[DriverSet]:
    """The sets in use, each in its latest version."""
    return DriverSet.objects.filter(removed_at=None, after=None).order_by("name", "pk")


def all_driver_sets() -> QuerySet[DriverSet]:
    """Every version of every set."""
    return DriverSet.objects.all()


def get_driver_set(driver_set_id: int, *, removed: bool = False) -> DriverSet:
    """One version of a set."""
    rows = DriverSet.objects.all() if removed else DriverSet.objects.filter(removed_at=None)
    driver_set = rows.filter(pk=driver_set_id).first()
    if driver_set is None:
        raise errors.NotFound()
    return driver_set


def may_keep_drivers(user: User) -> bool:
    """Whether the user may change what is the same for all accounts."""
    return user.may(Right.KEEP_PROGRAMME)


def of_account(account: Account) -> QuerySet[Assessment]:
    """The rounds of an account, the latest first."""
    return Assessment.objects.filter(account=account, removed_at=None).select_related("account", "driver_set")


def get(user: User, assessment_id: int) -> Assessment:
    """One round on an account this user may open."""
    return accounts.get_within(user, _all().filter(removed_at=None), assessment_id)


def get_or_removed(user: User, assessment_id: int) -> Assessment:
    """The same, removed ones included so that a removal can be undone."""
    return accounts.get_within(user, _all(), assessment_id)


def get_rater(user: User, rater_id: int) -> OurRater:
    """A colleague of a round: this user themselves, or on an account this user may open."""
    rows = OurRater.objects.filter(assessment__removed_at=None).select_related("assessment__account", "user")
    rater = rows.filter(pk=rater_id).first()
    if rater is None or not accounts.reaches(user, rater.assessment.account):
        raise errors.NotFound()
    return rater


def own_rater(user: User, assessment: Assessment) -> OurRater:
    """What this user was asked; NotFound where they were not."""
    rows = assessment.raters.filter(user=user, left_at=None)
    rater = rows.select_related("assessment__account", "assessment__driver_set", "user").first()
    if rater is None:
        raise errors.NotFound()
    return rater


def asked_of(account: Account, contact: Contact) -> QuerySet[AssessmentRequest]:
    """What this contact can answer on the account, sent and not taken back."""
    rows = ASSESSMENTS.rows().filter(account=account, contact=contact, held=False, declined_at=None, revoked_at=None)
    return rows.filter(assessment__removed_at=None, assessment__closed_at=None)


def requests_of(assessment: Assessment) -> QuerySet[AssessmentRequest]:
    """Who of theirs was asked, as they were asked; without those taken back."""
    return ASSESSMENTS.rows().filter(assessment=assessment, revoked_at=None).order_by("asked_at", "pk")


def raters_of(assessment: Assessment) -> QuerySet[OurRater]:
    """Who of us was asked and has not been released."""
    return assessment.raters.filter(left_at=None).select_related("user")


def is_blind(assessment: Assessment) -> bool:
    """Whether somebody of us still rates without knowing what others say."""
    return assessment.raters.filter(left_at=None, answered_at=None).exists()


def has_answers(assessment: Assessment) -> bool:
    """Whether anybody has rated."""
    return DriverRating.objects.filter(request__assessment=assessment).exists() or (
        DriverRating.objects.filter(rater__assessment=assessment).exists()
    )


def is_shown(assessment: Assessment, today: date) -> bool:
    """Whether results are shown: when all of us have rated, nobody was asked, or no more can."""
    return assessment.closed_at is not None or today > assessment.due_on or not is_blind(assessment)


def possible_contacts(account: Account) -> QuerySet[Contact]:
    """Who of theirs can be asked: contacts who are there and have an address."""
    return accounts.current_contacts_above(account).exclude(email="")


def possible_colleagues(account: Account) -> QuerySet[User]:
    """Who of us can be asked."""
    return accounts.who_may_open(account)


def offered(account: Account) -> dict[str, Iterable[Any]]:
    """Both as a form shows them."""
    return {"contacts": addresses.Choices(possible_contacts(account)), "colleagues": possible_colleagues(account)}


def still_to_ask(assessment: Assessment) -> dict[str, Iterable[Any]]:
    """Both, without those who were asked."""
    account = assessment.account
    contacts = possible_contacts(account).exclude(pk__in=requests_of(assessment).values("contact"))
    colleagues = possible_colleagues(account).exclude(pk__in=raters_of(assessment).values("user"))
    return {"contacts": addresses.Choices(contacts), "colleagues": colleagues}


def _all() -> QuerySet[Assessment]:
    return Assessment.objects.select_related("account", "driver_set", "opened_by", "closed_by")
