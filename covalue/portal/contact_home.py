"""Whether a contact is a guest of the shared workspace, and since when."""

from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.accounts import queries as accounts
from covalue.accounts.contact_home import ContactView, Entry, Section
from covalue.people import queries as people
from covalue.portal.models import Guest


def guest(view: ContactView) -> Section:
    """Their access today, account by account."""
    rows = accounts.within(view.user, Guest.objects.filter(contact=view.contact, revoked_at=None))
    guests = list(rows.select_related("account", "invited_by"))
    users = people.by_emails(row.email for row in guests)
    entries = (
        Entry(
            row.account.name,
            note=_note(row, joined=row.email in users),
            on=row.account.day_of(row.invited_at),
            href=reverse("portal:together", args=[row.account_id]),
        )
        for row in guests
    )
    return Section("guest", _("Shared workspace"), tuple(entries))


def _note(guest: Guest, *, joined: bool) -> str:
    if guest.held:
        return _("invitation waits until a colleague confirms the address")
    return _("guest since") if joined else _("invited, has not joined yet")
