"""What the worker does for assessments: letters and reminders. Each may run twice and harms nothing."""

from django_tasks import task

from covalue.standing.kind import ASSESSMENTS


@task()  # type: ignore[untyped-decorator]
def send_request(request_id: int, again: bool) -> None:
    """The letter with the link."""
    ASSESSMENTS.send_request_now(request_id, again=again)


@task()  # type: ignore[untyped-decorator]
def remind(request_id: int) -> None:
    """One more letter if they have not answered."""
    ASSESSMENTS.remind_now(request_id)


@task()  # type: ignore[untyped-decorator]
def ask_to_confirm(request_id: int) -> None:
    """Colleagues of who entered the contact's address are asked whether it is right."""
    ASSESSMENTS.ask_to_confirm_now(request_id)


@task()  # type: ignore[untyped-decorator]
def tell_of_change(request_id: int) -> None:
    """The address that was asked hears that the contact has another one."""
    ASSESSMENTS.tell_of_change_now(request_id)
