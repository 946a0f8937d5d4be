"""What can be done with a growth strategy besides its rows: write the vision."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.accounts.actions import guard_edits
from covalue.accounts.models import Account
from covalue.core import errors, events
from covalue.core.events import Actor
from covalue.growth.models import GrowthStrategy


@transaction.atomic
def write_vision(actor: Actor, *, account: Account, vision: str, seen: int | None, now: datetime) -> GrowthStrategy:
    """The vision as it reads from now on; WrongState where somebody wrote since the revision one `seen`."""
    guard_edits(actor, account)
    known = GrowthStrategy.objects.select_for_update().filter(account=account).first()
    row = known or GrowthStrategy(account=account, written_at=now)
    text = vision.replace("\r\n", "\n").strip()
    if seen is not None and seen != row.revision and text != row.vision:
        raise errors.WrongState(_("Someone wrote this since: “{words}”.").format(words=row.vision[:200]))
    changes = events.changed(row, {"vision": text})
    if not changes:
        return row
    row.revision, row.written_by, row.written_at = row.revision + 1, actor.user, now
    row.save()
    events.write(actor, "wrote the growth vision", subject=row, stream=account, changes=changes, now=now)
    return row
