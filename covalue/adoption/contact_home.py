"""What a contact calls success."""

from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.accounts.contact_home import MOST, ContactView, Entry, Section
from covalue.adoption.queries import CRITERIA


def said(view: ContactView) -> Section:
    """Their success criteria, on accounts this user may open."""
    rows = CRITERIA.visible_to(view.user).filter(contact=view.contact).order_by("-said_on", "-id")[:MOST]
    entries = (
        Entry(row.words, note=row.measure, on=row.said_on, href=reverse("adoption:criteria:edit", args=[row.pk]))
        for row in rows
    )
    return Section("success_criteria", _("What success is to them"), tuple(entries))
