"""Background work on accounts: unpack ids, call an action."""

import logging
from datetime import timedelta
from typing import Final

from django.utils import timezone
from django_tasks import task

from covalue.accounts import actions, letters
from covalue.accounts.models import Attachment, Scan
from covalue.core import events, scanning

log = logging.getLogger(__name__)
LONGEST_PAUSE_SECONDS: Final = 1800


@task()  # type: ignore[untyped-decorator]
def scan_file(attachment_id: int, tries: int = 0) -> None:
    """Have a file looked at. While the scanner is away it is asked again: after 30 s, then twice as long each time."""
    file = Attachment.objects.select_related("account", "added_by").filter(pk=attachment_id).first()
    if file is None or file.scan in (Scan.CLEAN, Scan.FOUND) or not scanning.configured():
        return
    now = timezone.now()
    try:
        with file.content.open("rb") as content:
            verdict = scanning.scan(content)
    except scanning.ScannerAwayError as problem:
        log.warning("the virus scanner is away: %s", problem)
        later = now + timedelta(seconds=min(30 * 2 ** min(tries, 10), LONGEST_PAUSE_SECONDS))
        scan_file.using(run_after=later).enqueue(attachment_id, tries + 1)
        return
    actions.settle_scan(events.system("virus scanner"), attachment=file, verdict=verdict, now=now)
    if not verdict.clean:
        letters.send_found(file)
