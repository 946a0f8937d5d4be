"""What a contact said of where we stand."""

from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.accounts.contact_home import MOST, ContactView, Entry, Section
from covalue.positioning import queries
from covalue.positioning.models import PositionRequest


def said(view: ContactView) -> Section:
    """Their ratings, whom they named, and why they need us, on accounts this user may open."""
    ratings, preferences, reasons = queries.said_by_contact(view.user, view.contact)
    entries = [
        *(_asked(row, view) for row in queries.asked_of_contact(view.user, view.contact)),
        *(
            Entry(
                row.words or row.get_clear_display(),
                note=_("why we are needed · {clear}").format(clear=row.get_clear_display()),
                on=row.asked_on,
                quoted=bool(row.words),
                href=reverse("positioning:reasons:list", args=[row.account_id]),
            )
            for row in reasons
        ),
        *(
            Entry(
                f"{row.get_measure_display()} {row.whom}",
                note=row.need,
                on=row.asked_on,
                href=reverse("positioning:preferences:list", args=[row.account_id]),
            )
            for row in preferences
        ),
        *(
            Entry(
                row.words or f"{row}, {row.competitor or _('us')}",
                note=f"{row}, {row.competitor or _('us')}" if row.words else "",
                on=row.rated_on,
                quoted=bool(row.words),
                href=reverse("positioning:ratings:list", args=[row.account_id]),
            )
            for row in ratings
        ),
    ]
    return Section("position", _("Where they see us"), tuple(entries[:MOST]))


def _asked(row: PositionRequest, view: ContactView) -> Entry:
    """A question by a link they have not answered."""
    late = row.due_on < view.today
    if row.declined_at is not None:
        note = _("declined to say where we stand")
    else:
        note = _("did not answer") if late else _("asked where we stand")
    day = row.account.day_of(row.declined_at or row.asked_at)
    href = reverse("positioning:position", args=[row.account_id]) + "#asked"
    return Entry(row.need or _("Where we stand"), note=note, on=day, late=late and row.open, href=href)
