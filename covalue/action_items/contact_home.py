"""What a contact owes: the actions that are theirs."""

from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.accounts.contact_home import MOST, ContactView, Entry, Section
from covalue.action_items import queries
from covalue.action_items.models import Action


def owed(view: ContactView) -> Section:
    """Open actions of theirs by date, then the done, on accounts this user may open."""
    actions = queries.owed_by_contact(view.user, view.contact)[:MOST]
    return Section("actions", _("Actions they own"), tuple(_entry(action, view) for action in actions))


def _entry(action: Action, view: ContactView) -> Entry:
    late = action.done_at is None and action.due_on is not None and action.due_on < view.today
    done = action.done_at is not None
    return Entry(
        action.title,
        note=_("done") if done else _("due") if action.due_on else _("open, no date"),
        on=action.account.day_of(action.done_at) if action.done_at else action.due_on,
        late=late,
        href=reverse("action_items:edit", args=[action.pk]),
    )
