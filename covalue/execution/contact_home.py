"""The work a contact does."""

from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.accounts.contact_home import MOST, ContactView, Entry, Section
from covalue.execution.queries import WORK
from covalue.execution.rules import WorkState


def work(view: ContactView) -> Section:
    """Open work first, by its day."""
    rows = WORK.visible_to(view.user).filter(customer_owner=view.contact).order_by("done_on", "ends_on", "pk")
    entries = tuple(
        Entry(
            row.title,
            note=str(row.state_name),
            on=row.done_on or row.ends_on,
            late=row.state_on(view.today) is WorkState.OVERDUE,
            href=reverse("execution:edit", args=[row.pk]),
        )
        for row in sorted(rows[:MOST], key=lambda row: (row.done_on is not None, row.ends_on))
    )
    return Section("work", _("Work they do"), entries)
