"""What is done with agreements beside adding, editing and removing them."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.accounts.actions import guard_edits
from covalue.agreements.models import Agreement
from covalue.core import errors, events, removal
from covalue.core.events import Actor


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
