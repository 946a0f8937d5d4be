"""Files kept with an account."""

from datetime import datetime

from django.conf import settings
from django.core.files import File
from django.db import transaction

from covalue.accounts import files
from covalue.accounts.actions.guards import guard_edits
from covalue.accounts.models import Account, Attachment
from covalue.core import events
from covalue.core.events import Actor


@transaction.atomic
def attach(actor: Actor, *, account: Account, upload: File[bytes], now: datetime) -> Attachment:
    """Keep a file with the account. Its type is read from its content, its name is only shown."""
    guard_edits(actor, account)
    name, media_type = files.accepted(upload, limit=settings.FILE_SIZE_LIMIT)
    attachment = Attachment(
        account=account,
        name=name,
        size=upload.size or 0,
        media_type=media_type,
        added_by=actor.user,
        added_at=now,
    )
    attachment.content.save(files.stored_name(), upload, save=False)
    attachment.save()
    events.write(actor, "added file", subject=attachment, stream=account, now=now)
    return attachment


@transaction.atomic
def remove_attachment(actor: Actor, *, attachment: Attachment, now: datetime) -> None:
    """Take a file out of sight; `restore_attachment` brings it back."""
    guard_edits(actor, attachment.account)
    attachment.removed_at = now
    attachment.save(update_fields=["removed_at"])
    events.write(actor, "removed file", subject=attachment, stream=attachment.account, now=now)


@transaction.atomic
def restore_attachment(actor: Actor, *, attachment: Attachment, now: datetime) -> None:
    """Undo a removal."""
    guard_edits(actor, attachment.account)
    attachment.removed_at = None
    attachment.save(update_fields=["removed_at"])
    events.write(actor, "restored file", subject=attachment, stream=attachment.account, now=now)
