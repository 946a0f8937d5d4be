"""What a contact wants to achieve: the objectives they own."""

from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.accounts.contact_home import MOST, ContactView, Entry, Section
from covalue.objectives import queries


def owned(view: ContactView) -> Section:
    """Their objectives, on accounts this user may open."""
    theirs = queries.visible_to(view.user).filter(contact=view.contact).order_by("position", "id")[:MOST]
    entries = (
        Entry(
            objective.statement,
            note=objective.measure,
            on=objective.due_on,
            href=reverse("objectives:edit", args=[objective.pk]),
        )
        for objective in theirs
    )
    return Section("objectives", _("Their objectives"), tuple(entries))
