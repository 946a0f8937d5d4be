"""Files kept with an account."""

from datetime import datetime

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.db.models import Sum

from covalue.accounts import files
from covalue.accounts.actions.guards import guard_edits
from covalue.accounts.models import Account, Attachment, Scan
from covalue.core import events, jobs, scanning
from covalue.core.events import Actor
from covalue.core.scanning import Verdict


@transaction.atomic
def attach(actor: Actor, *, account: Account, upload: File[bytes], now: datetime) -> Attachment:
    """Keep a file with the account. Its type is read from its content, its name is only shown.

    Where there is a virus scanner nobody reads the file before it found nothing.
    """
    guard_edits(actor, account)
    name, media_type = files.accepted(upload, limit=settings.FILE_SIZE_LIMIT, left=_left(account))
    attachment = Attachment(
        account=account,
        name=name,
        size=upload.size or 0,
        media_type=media_type,
        added_by=actor.user,
        added_at=now,
        scan=Scan.WAITING if scanning.configured() else Scan.NONE,
    )
    attachment.content.save(files.stored_name(), upload, save=False)
    attachment.save()
    events.write(actor, "added file", subject=attachment, stream=account, now=now)
    if attachment.scan == Scan.WAITING:
        jobs.enqueue("covalue.accounts.tasks.scan_file", attachment.pk)
    return attachment


@transaction.atomic
def settle_scan(actor: Actor, *, attachment: Attachment, verdict: Verdict, now: datetime) -> None:
    """Take down what the virus scanner said; what it found is kept away from then on."""
    attachment.scan = Scan.CLEAN if verdict.clean else Scan.FOUND
    attachment.finding, attachment.scanned_at = verdict.finding, now
    attachment.save(update_fields=["scan", "finding", "scanned_at"])
    if not verdict.clean:
        changes = {"found": ("", verdict.finding)}
        events.write(actor, "kept file away", subject=attachment, stream=attachment.account, changes=changes, now=now)


def scan_the_rest() -> int:
    """Ask for a look at every file the scanner has not settled, such as those from before there was one."""
    waiting = Attachment.objects.filter(scan__in=[Scan.NONE, Scan.WAITING])
    ids = list(waiting.values_list("pk", flat=True))
    for attachment_id in ids:
        jobs.enqueue("covalue.accounts.tasks.scan_file", attachment_id)
    return len(ids)


@transaction.atomic
def remove_attachment(actor: Actor, *, attachment: Attachment, now: datetime) -> None:
    """Take a file out of sight; `restore_attachment` brings it back."""
    guard_edits(actor, attachment.account)
    if attachment.removed_at is not None:
        return
    attachment.removed_at = now
    attachment.save(update_fields=["removed_at"])
    events.write(actor, "removed file", subject=attachment, stream=attachment.account, now=now)


@transaction.atomic
def restore_attachment(actor: Actor, *, attachment: Attachment, now: datetime) -> None:
    """Undo a removal."""
    guard_edits(actor, attachment.account)
    if attachment.removed_at is None:
        return
    attachment.removed_at = None
    attachment.save(update_fields=["removed_at"])
    events.write(actor, "restored file", subject=attachment, stream=attachment.account, now=now)


def _left(account: Account) -> int:
    """Bytes the account may still take; a file taken out of sight can be restored, so it counts."""
    held = account.attachments.aggregate(held=Sum("size"))["held"] or 0
    return int(settings.ACCOUNT_FILES_LIMIT - held)
