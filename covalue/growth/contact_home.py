"""The growth moves that serve a contact, and what success is to them."""

from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.accounts.contact_home import MOST, ContactView, Entry, Section
from covalue.growth.queries import PEOPLE


def served(view: ContactView) -> Section:
    """On accounts this user may open."""
    rows = PEOPLE.visible_to(view.user).filter(contact=view.contact, move__removed_at=None).order_by("id")[:MOST]
    entries = (
        Entry(row.move.title, note=row.success, href=reverse("growth:strategy", args=[row.account_id])) for row in rows
    )
    return Section("growth", _("Growth moves that serve them"), tuple(entries))
