"""What the worker does for assessments: letters and reminders. Each may run twice and harms nothing."""

from django.utils import timezone
from django_tasks import task

from covalue.accounts import addresses
from covalue.core import errors, events
from covalue.standing import guards, letters
from covalue.standing.actions import asking
from covalue.standing.models import AssessmentRequest


@task()  # type: ignore[untyped-decorator]
def send_request(request_id: int, again: bool) -> None:
    """The letter with the link, if it may still be answered."""
    request = _request(request_id)
    now = timezone.now()
    if request is None or request.answered_at is not None or not guards.may_be_answered(request, now):
        return
    if asking.guard_name(request, again=again, now=now):
        letters.send_request(request, again=again)


@task()  # type: ignore[untyped-decorator]
def remind(request_id: int) -> None:
    """One more letter if they have not answered; who asked may have reminded them already."""
    request = _request(request_id)
    now = timezone.now()
    if request is None or not request.open or not asking.guard_name(request, again=True, now=now):
        return
    try:
        asking.remind(events.system("reminder"), request=request, now=now)
    except errors.WrongState:
        return


@task()  # type: ignore[untyped-decorator]
def ask_to_confirm(request_id: int) -> None:
    """Colleagues of who entered the contact's address are asked whether it is right."""
    request = _request(request_id)
    if request is not None and request.open and request.held:
        for colleague in addresses.asked_to_confirm(request.contact, request.account):
            letters.ask_to_confirm(request, colleague)


@task()  # type: ignore[untyped-decorator]
def tell_of_change(request_id: int) -> None:
    """The address that was asked hears that the contact has another one."""
    request = _request(request_id)
    if request is not None and request.revoked_at is not None:
        letters.tell_of_change(request)


def _request(request_id: int) -> AssessmentRequest | None:
    rows = AssessmentRequest.objects.select_related(
        "contact", "asked_by", "account", "assessment__account", "assessment__driver_set"
    )
    return rows.filter(pk=request_id).first()
