"""What a contact promised and was promised, how often they asked to be met, and that they have left."""

from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.accounts.contact_home import MOST, ContactView, Entry, Section
from covalue.accounts.models import Contact
from covalue.promises import finding, queries
from covalue.promises.models import Promise
from covalue.promises.rules import PromiseSide, PromiseState


def theirs(view: ContactView) -> Section:
    """What they promised us, open ones first."""
    return _section(view, PromiseSide.THEIRS, "promised_by", _("What they promised"))


def ours(view: ContactView) -> Section:
    """What they were promised."""
    return _section(view, PromiseSide.OURS, "promised_to", _("What they were promised"))


def asked_for(view: ContactView) -> Section:
    """How often they asked to be met: what was said last, then what before."""
    entries = tuple(
        Entry(
            words,
            note=_("{name} said so").format(name=rhythm.said_by.name) if rhythm.said_by else "",
            on=rhythm.said_on,
            href=reverse("promises:rhythm", args=[view.contact.pk]),
        )
        for rhythm, words in finding.told(queries.rhythms_before(view.contact)[:MOST])
    )
    return Section("rhythm", _("How often they want to be met"), entries)


def may_leave(view: ContactView) -> Contact | None:
    """The contact, for what can be noted of them; nothing of one who was erased."""
    return view.contact if view.contact.erased_at is None else None


def _section(view: ContactView, side: PromiseSide, key: str, title: str) -> Section:
    rows = [row for row in view.once(_read, view) if row.side == side]
    return Section(key, title, tuple(_entry(row, view) for row in rows[:MOST]))


def _read(view: ContactView) -> list[Promise]:
    return list(queries.with_contact(view.user, view.contact))


def _entry(promise: Promise, view: ContactView) -> Entry:
    state = promise.state_on(view.today)
    other = promise.by_user if promise.side == PromiseSide.OURS else promise.to_user
    note = ", ".join(filter(None, (promise.state_name, other.name if other else "")))
    return Entry(
        promise.what,
        note=note,
        on=promise.ended_on or promise.due_on,
        late=state is PromiseState.OVERDUE,
        href=reverse("promises:edit", args=[promise.pk]),
    )
