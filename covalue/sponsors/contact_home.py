"""Which of our executives a contact is paired with."""

from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.accounts.contact_home import ContactView, Entry, Section
from covalue.sponsors import queries


def paired(view: ContactView) -> Section:
    """Running sponsorships in which they are a counterpart, on accounts this user may open."""
    rows = queries.all_of(view.user).filter(counterparts=view.contact, ended_at=None)
    entries = tuple(
        Entry(
            row.sponsor.name,
            note=_("executive sponsor of {account} since").format(account=row.account),
            on=row.starts_on,
            href=reverse("sponsors:account", args=[row.account_id]),
        )
        for row in rows.order_by("id")
    )
    return Section("sponsors", _("Executive sponsor"), entries)
