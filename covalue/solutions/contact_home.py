"""What a contact designs with us."""

from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.accounts.contact_home import MOST, ContactView, Entry, Section
from covalue.solutions.queries import DESIGNERS


def designs(view: ContactView) -> Section:
    """The joint solutions they design, on accounts this user may open."""
    rows = (
        DESIGNERS.visible_to(view.user).filter(contact=view.contact, solution__removed_at=None).order_by("-id")[:MOST]
    )
    entries = (
        Entry(row.solution.title, note=row.part, href=reverse("solutions:show", args=[row.solution_id])) for row in rows
    )
    return Section("joint_solutions", _("What they design with us"), tuple(entries))
