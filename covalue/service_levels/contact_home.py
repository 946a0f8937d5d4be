"""The incidents that affected a contact, with their rating."""

from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.accounts.contact_home import MOST, ContactView, Entry, Section
from covalue.service_levels.queries import INCIDENTS


def affected(view: ContactView) -> Section:
    """The latest first, with how they rated what followed."""
    rows = INCIDENTS.visible_to(view.user).filter(contact=view.contact).order_by("-pk")
    entries = tuple(
        Entry(
            row.called,
            note=row.severity_name if row.rating is None else _("{n} of 10").format(n=row.rating),
            on=row.ended or row.began,
            href=reverse("service_levels:incidents:edit", args=[row.pk]),
        )
        for row in rows[:MOST]
    )
    return Section("incidents", _("Incidents that affected them"), entries)
