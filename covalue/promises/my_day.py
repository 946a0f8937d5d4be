"""What of promises and rhythms waits for somebody, and why now."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from covalue.accounts import queries as accounts
from covalue.accounts.my_day import accounts_of_day, answered_for, of_day, where
from covalue.promises import queries, rhythm_rules
from covalue.promises.models import Promise
from covalue.promises.rules import Outcome, PromiseSaid, PromiseSide
from covalue.web import moments
from covalue.web.my_day import Act, Day, Item, Urgency


def ours(day: Day) -> Iterator[Item]:
    """What the user promised, unless an open action of theirs says so already."""
    rows = _open(day).filter(side=PromiseSide.OURS, by_user=day.user)
    for promise in rows.exclude(action__done_at=None, action__removed_at=None, action__isnull=False):
        yield item_of(promise, day.today)


def theirs(day: Day) -> Iterator[Item]:
    """What the customer promised and is due: for whoever it was promised to, else for whoever answers for the account.

    Whoever it was promised to and can no longer open the account does not see it: it is for who answers for it then.
    """
    unheard = Q(to_user=None) | ~accounts.opened_by("to_user")
    mine = Q(to_user=day.user) | (unheard & Q(account__in=answered_for(day)))
    for promise in _open(day).filter(mine, side=PromiseSide.THEIRS, due_on__lte=day.today):
        name = promise.by_contact.name if promise.by_contact else promise.account.name
        yield Item(
            key=f"promise:{promise.pk}",
            why=_("{name} promised it, {when}").format(name=name, when=_why(promise.due_on, day.today)),
            title=promise.what,
            url=reverse("promises:edit", args=[promise.pk]),
            urgency=Urgency.WEEK,
            due=promise.due_on,
            act=Act(_("Kept"), reverse("promises:tick", args=[promise.pk]), ticks=True),
            **where(promise.account),
        )


def answers(day: Day) -> Iterator[Item]:
    """What the customer said to promises of theirs, on accounts the user answers for."""
    for answer in queries.open_answers(answered_for(day)):
        promise = answer.promise
        name = answer.contact.name if answer.contact else promise.account.name
        yield Item(
            key=f"promise-answer:{answer.pk}",
            why=_said(PromiseSaid(answer.said), name, answer.day, day.today),
            title=promise.what,
            url=reverse("promises:edit", args=[promise.pk]),
            urgency=Urgency.NOW,
            **where(promise.account),
        )


def unowned(day: Day) -> Iterator[Item]:
    """Open promises on accounts the user answers for whose giver has left us, or cannot open the account any more, or whose
    contact has left the customer.
    """
    lost = Q(side=PromiseSide.OURS) & (Q(by_user=None) | ~accounts.opened_by("by_user"))
    gone = Q(by_contact__departed_on__isnull=False) | Q(to_contact__departed_on__isnull=False)
    rows = queries.visible_to(day.user).filter(outcome=Outcome.OPEN, account__in=answered_for(day))
    for promise in rows.filter(lost | gone).select_related("account", "by_user", "by_contact", "to_contact"):
        contact = promise.contact
        left = contact is not None and contact.departed_on is not None
        yield Item(
            key=f"promise-lost:{promise.pk}",
            why=_("{name} has left: to whom now?").format(name=contact.name)
            if left and contact is not None
            else _nobody_keeps(promise),
            title=promise.what,
            url=reverse("promises:leaving", args=[contact.pk])
            if left and contact is not None
            else reverse("promises:edit", args=[promise.pk]),
            urgency=Urgency.WEEK,
            due=promise.due_on,
            **where(promise.account),
        )


def quiet_contacts(day: Day) -> Iterator[Item]:
    """Contacts whom we have spoken with less often than they asked for, on accounts the user answers for."""
    rows = accounts_of_day(day).filter(Q(pk__in=answered_for(day)))
    for rhythm in queries.rhythms_on(rows):
        last = rhythm.last_held  # type: ignore[attr-defined]
        since = last or rhythm.said_on
        if day.today - since <= rhythm_rules.quiet_after(rhythm.every_days):
            continue
        contact = rhythm.contact
        spoken = _("last conversation {day}").format(day=moments.near(last, day.today)) if last else _("none yet")
        yield Item(
            key=f"rhythm:{contact.pk}:{last or 'never'}",
            why=_("asked for a conversation {how_often}; {spoken}").format(
                how_often=rhythm.get_every_days_display(), spoken=spoken
            ),
            title=_("Speak with {name}").format(name=contact.name),
            url=reverse("conversations:log", args=[contact.account_id]) + f"?contacts={contact.pk}",
            urgency=Urgency.WEEK,
            due=rhythm_rules.next_on(last, rhythm.every_days, rhythm.days_to_avoid, day.today),
            **where(contact.account),
        )


def item_of(promise: Promise, today: date) -> Item:
    """A promise as an item of the queue."""
    to = promise.to
    whom = _("to {name}").format(name=to.name) if to else ""
    return Item(
        key=f"promise:{promise.pk}",
        why=", ".join(filter(None, (_("promised {whom}").format(whom=whom).strip(), _why(promise.due_on, today)))),
        title=promise.what,
        url=reverse("promises:edit", args=[promise.pk]),
        urgency=_urgency(promise.due_on, today),
        due=promise.due_on,
        act=Act(_("Kept"), reverse("promises:tick", args=[promise.pk]), ticks=True),
        **where(promise.account),
    )


def _open(day: Day) -> QuerySet[Promise]:
    rows = Promise.objects.filter(removed_at=None, outcome=Outcome.OPEN, account__archived_at=None)
    return of_day(day, rows).select_related("account", "by_user", "by_contact", "to_user", "to_contact")


def _nobody_keeps(promise: Promise) -> str:
    giver = promise.by_user
    if giver is None or not giver.is_active:
        return _("nobody of us keeps it: give it to someone")
    return _("{name} cannot open this account: give it to someone").format(name=giver.name)


def _said(said: PromiseSaid, name: str, proposed: date | None, today: date) -> str:
    if said is PromiseSaid.KEPT:
        return _("{name} says that it is done").format(name=name)
    if said is PromiseSaid.NOT_MINE:
        return _("{name} says that it is not theirs").format(name=name)
    return _("{name} proposes another day: {day}").format(
        name=name, day=moments.near(proposed, today) if proposed else "–"
    )


def _why(due_on: date | None, today: date) -> str:
    if due_on is None:
        return _("no day said")
    if due_on < today:
        late = (today - due_on).days
        return ngettext("%(n)s day past its day", "%(n)s days past its day", late) % {"n": late}
    return _("due {day}").format(day=moments.near(due_on, today))


def _urgency(due_on: date | None, today: date) -> Urgency:
    if due_on is None or due_on > today + queries.SOON:
        return Urgency.LATER
    return Urgency.NOW if due_on <= today else Urgency.WEEK
