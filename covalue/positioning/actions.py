"""Writing the value message; what was said by both sides is added, edited and removed as rows of the account."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.accounts.actions import guard_edits
from covalue.accounts.models import Account
from covalue.core import errors, events
from covalue.core.events import Actor
from covalue.positioning import queries
from covalue.positioning.models import Message, MessageVersion
from covalue.positioning.rules import DIMENSION_NAMES, Dimension

ONE_SITTING: Final = timedelta(minutes=30)
SUMMARY: Final = "summary"  # the part that says in a sentence why we are needed


@transaction.atomic
def write(
    actor: Actor,
    *,
    account: Account,
    part: str,
    words: str,
    now: datetime,
    seen: int | None = None,
    read: str | None = None,
) -> MessageVersion | None:
    """Write one part of the message: a dimension, or its `summary`. What one person writes in a sitting is one version.

    `seen` is the version the writer read, `read` what the part said there (a version changes during a sitting): if somebody
    else wrote since, nothing is overwritten. None where nothing is written.
    """
    guard_edits(actor, account)
    if part != SUMMARY and part not in set(Dimension):
        raise errors.NotFound()
    words = words.strip()
    last = queries.message_of(account)
    before = _part(last, part)
    if words == before:
        return last
    was = read if read is not None else _seen(account, seen, part, last)
    if last is not None and was is not None and was.split() != before.split():
        raise errors.BadInput(
            _("{name} wrote here in the meantime. Read it before you save yours.").format(
                name=last.written_by or _("Somebody")
            ),
            field="words",
        )
    parts, summary = dict(last.parts) if last else {}, last.summary if last else ""
    if part == SUMMARY:
        summary = words
    else:
        parts[part] = words
    same = last is not None and last.written_by == actor.user and now - last.written_at < ONE_SITTING
    if same and last is not None:
        last.parts, last.summary, last.written_at = parts, summary, now
        last.save()
        message = last
    else:
        whole, _new = Message.objects.get_or_create(account=account)
        message = MessageVersion.objects.create(
            message=whole,
            number=last.number + 1 if last else 1,
            parts=parts,
            summary=summary,
            written_by=actor.user,
            written_at=now,
        )
    name = str(_("Why we are needed") if part == SUMMARY else DIMENSION_NAMES[Dimension(part)])
    changes = {"words": (before, words)}
    events.write(actor, "wrote the value message", subject=message, stream=account, name=name, changes=changes, now=now)
    return message


def _part(message: MessageVersion | None, part: str) -> str:
    if message is None:
        return ""
    return message.summary if part == SUMMARY else str(message.parts.get(part, ""))


def _seen(account: Account, number: int | None, part: str, last: MessageVersion | None) -> str | None:
    """What the part said in the version somebody read; None where they read none, or the last one."""
    if number is None or last is None or number == last.number:
        return None
    return _part(queries.messages_of(account).filter(number=number).first(), part)
