"""What is done with agreements beside adding, editing and removing them."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.accounts.actions import guard_edits
from covalue.action_items import actions as action_items
from covalue.action_items.models import Action
from covalue.agreements import queries
from covalue.agreements.models import Agreement
from covalue.core import errors, events, removal
from covalue.core.events import Actor

REVIEW_WITHIN: Final = timedelta(days=14)  # where the day half-way is past


@transaction.atomic
def plan_review(actor: Actor, *, agreement: Agreement, now: datetime) -> Action:
    """Plan the review half-way through the term as an action, due that day, or in two weeks where it is past.

    Planned twice is planned once.
    """
    guard_edits(actor, agreement.account)
    removal.guard_current(agreement)
    Agreement.objects.select_for_update().get(pk=agreement.pk)
    if agreement.mid_term is None:
        raise errors.WrongState(_("This agreement has no end, so there is no day half-way."))
    planned = queries.review_of(agreement)
    if planned is not None:
        return planned
    today = agreement.account.day_of(now)
    return action_items.add(
        actor,
        account=agreement.account,
        title=queries.review_title(agreement),
        owner=queries.reviewer_of(agreement),
        due_on=agreement.mid_term if agreement.mid_term >= today else today + REVIEW_WITHIN,
        arose_from=events.key(agreement),
        now=now,
    )


@transaction.atomic
def confirm_notice(actor: Actor, *, agreement: Agreement, now: datetime) -> Agreement:
    """Say that the day of notice was compared with the contract. Confirmed twice is confirmed once."""
    guard_edits(actor, agreement.account)
    removal.guard_current(agreement)
    if agreement.notice_by is None:
        raise errors.WrongState(_("This agreement has no day of notice to confirm."))
    if agreement.is_confirmed:
        return agreement
    changes = events.changed(agreement, {"notice_confirmed": agreement.notice_by, "confirmed_by": actor.user})
    agreement.save(update_fields=["notice_confirmed", "confirmed_by"])
    events.write(
        actor, "confirmed a day of notice", subject=agreement, stream=agreement.account, changes=changes, now=now
    )
    return agreement
