"""Handing a matter to the sponsor, and their answer."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.accounts import actions as account_actions
from covalue.core import errors, events
from covalue.core.events import Actor
from covalue.sponsors import guards, queries, rules
from covalue.sponsors.models import Escalation, RoleCard, Sponsorship


@transaction.atomic
def escalate(
    actor: Actor, *, sponsorship: Sponsorship, matter: str, reason: str, now: datetime, wanted_by: date | None = None
) -> Escalation:
    """Hand a matter to the sponsor. Only what the role card says may be escalated; what it says may not is refused with that."""
    account = sponsorship.account
    account_actions.guard_edits(actor, account)
    guards.runs(sponsorship)
    guards.on_team(sponsorship)
    if not reason.strip():
        raise errors.BadInput(_("Say why it needs the sponsor."), field="reason")
    if wanted_by is not None and wanted_by < account.day_of(now):
        raise errors.BadInput(_("This day has passed."), field="wanted_by")
    row = Escalation.objects.create(
        sponsorship=sponsorship,
        matter=_matter(queries.current_card(), matter),
        reason=reason.strip(),
        wanted_by=wanted_by,
        raised_by=actor.user,
        raised_at=now,
    )
    changes = {"reason": ("", row.reason), "sponsor": ("", sponsorship.sponsor)}
    events.write(actor, "escalated to the sponsor", subject=row, stream=account, changes=changes, now=now)
    return row


@transaction.atomic
def answer(actor: Actor, *, escalation: Escalation, text: str, now: datetime) -> Escalation:
    """The sponsor's answer, or the program director's in their place; a second one replaces the first."""
    guards.answers(actor, escalation)
    if not text.strip():
        raise errors.BadInput(_("Enter an answer."), field="answer")
    changes = events.changed(escalation, {"answer": text.strip()})
    if changes:
        escalation.answered_by, escalation.answered_at = actor.user, now
        escalation.save()
        account = escalation.sponsorship.account
        events.write(actor, "answered an escalation", subject=escalation, stream=account, changes=changes, now=now)
    return escalation


def _matter(card: RoleCard | None, matter: str) -> str:
    """The line of the role card that is meant."""
    if card is None:
        raise errors.WrongState(_("There is no role card yet. The program director publishes it first."))
    asked = " ".join(matter.split()).casefold()
    for line in rules.lines_of(card.may_escalate):
        if line.casefold() == asked:
            return line[:300]
    if any(line.casefold() == asked for line in rules.lines_of(card.may_not_escalate)):
        sentence = _("“{matter}” is not escalated to a sponsor, says the role card.")
        raise errors.BadInput(sentence.format(matter=matter.strip()), field="matter")
    raise errors.BadInput(_("Choose a matter that the role card names."), field="matter")
