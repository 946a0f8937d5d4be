"""What the worker does for position requests: letters and reminders. Each may run twice and harms nothing."""

from django_tasks import task

from covalue.positioning.kind import POSITIONS


@task()  # type: ignore[untyped-decorator]
def send_request(request_id: int, again: bool) -> None:
    """The letter with the link."""
    POSITIONS.send_request_now(request_id, again=again)


@task()  # type: ignore[untyped-decorator]
def remind(request_id: int) -> None:
    """One more letter if they have not answered."""
    POSITIONS.remind_now(request_id)


@task()  # type: ignore[untyped-decorator]
def ask_to_confirm(request_id: int) -> None:
    """Colleagues of who entered the contact's address are asked whether it is right."""
    POSITIONS.ask_to_confirm_now(request_id)


@task()  # type: ignore[untyped-decorator]
def tell_of_change(request_id: int) -> None:
    """The address that was asked hears that the contact has another one."""
    POSITIONS.tell_of_change_now(request_id)
