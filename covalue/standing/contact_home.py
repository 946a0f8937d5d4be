"""What a contact rated, or was asked to rate, and where they stand on the ladder's evidence."""

from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.accounts import queries as accounts
from covalue.accounts.contact_home import MOST, ContactView, Entry, Section
from covalue.core import money
from covalue.standing import rules
from covalue.standing.models import AssessmentRequest
from covalue.standing.queries import rounds
from covalue.standing.queries.ladder import EVIDENCE
from covalue.standing.rules import RUNG_NAMES, Rung


def rated(view: ContactView) -> Section:
    """Their answers, the latest first; how they rated only where the results of the round are shown."""
    asked = AssessmentRequest.objects.filter(contact=view.contact, revoked_at=None, assessment__removed_at=None)
    rows = accounts.within(view.user, asked).select_related("assessment__account").prefetch_related("ratings")
    entries = [_asked(row, view) for row in rows.order_by("-asked_at", "-pk")[:MOST]]
    shown = EVIDENCE.visible_to(view.user).filter(contact=view.contact).order_by("-on", "-pk")[:MOST]
    entries += [
        Entry(
            row.words, note=str(RUNG_NAMES[row.rung]), on=row.on, quoted=row.is_theirs,
            href=reverse("standing:list", args=[row.account_id]),
        )
        for row in shown
    ]  # fmt: skip
    return Section("rated", _("Rated the relationship"), tuple(entries))


def _asked(request: AssessmentRequest, view: ContactView) -> Entry:
    found = request.assessment
    day_of, href = found.account.day_of, reverse("standing:assessment", args=[found.pk])
    if request.declined_at is not None:
        return Entry(found.name, note=_("declined to rate"), on=day_of(request.declined_at), href=href)
    if request.answered_at is None:
        late = found.closed_at is not None or found.due_on < view.today
        note = _("did not answer") if late else _("asked to rate")
        return Entry(found.name, note=note, on=day_of(request.asked_at), late=late, href=href)
    mean = rules.mean(rating.score for rating in request.ratings.all())
    if mean is None or not rounds.is_shown(found, view.today):
        return Entry(found.name, note=_("answered"), on=day_of(request.answered_at), href=href)
    note = _("{mean} of 5 on average").format(mean=money.number(mean, 1))
    if request.rung:
        note = f"{note} · {RUNG_NAMES[Rung(request.rung)]}"
    return Entry(found.name, note=note, on=day_of(request.answered_at), href=href)
