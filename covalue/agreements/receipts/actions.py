"""What is done with term receipts: sealing one, and opening the renewal that follows from it."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.accounts.actions import guard_edits
from covalue.agreements.models import Agreement, Receipt
from covalue.agreements.queries import AGREEMENTS
from covalue.agreements.receipts import queries
from covalue.core import days, errors, events, removal
from covalue.core.events import Actor
from covalue.core.periods import add_months
from covalue.value.signing import sealing, seals
from covalue.web.shapes import LAST_DAY

CARRIED: tuple[str, ...] = (
    "title", "unit", "contact", "owner", "offering", "value", "currency", "renewal", "notice_clause", "country",
    "price_rules", "service_levels", "our_obligations", "their_obligations",
)  # fmt: skip


@transaction.atomic
def seal(actor: Actor, *, agreement: Agreement, now: datetime) -> Receipt:
    """The receipt of the term as of today, sealed and chained to the one before. Nothing new to say: the last one stands."""
    guard_edits(actor, agreement.account)
    removal.guard_current(agreement)
    Agreement.objects.select_for_update().get(pk=agreement.pk)
    content = queries.content_of(agreement, agreement.account.day_of(now))
    last = queries.of(agreement).first()
    if last is not None and queries.same_words(last.read, content):
        return last
    text, previous = seals.text_of(content.model_dump(mode="json")), last.digest if last else ""
    digest = seals.digest(text, previous)
    receipt = Receipt.objects.create(
        agreement=agreement,
        number=last.number + 1 if last else 1,
        until=content.until,
        content=text,
        previous=previous,
        digest=digest,
        mark=sealing.mark_of(digest),
        sealed_by=actor.user,
        sealed_at=now,
    )
    events.write(actor, "sealed a term receipt", subject=agreement, stream=agreement.account, now=now)
    return receipt


@transaction.atomic
def renew(actor: Actor, *, agreement: Agreement, now: datetime) -> Agreement:
    """Open the renewal of an agreement: its receipt is sealed, and the next term follows as an agreement nobody signed yet."""
    guard_edits(actor, agreement.account)
    removal.guard_current(agreement)
    if agreement.ends_on is None:
        raise errors.WrongState(_("This agreement has no end: enter the last day of its term first."))
    if agreement.successors.filter(removed_at=None).exists():
        raise errors.WrongState(_("Another agreement follows this one already."))
    ends_on = _same_term(agreement.starts_on, agreement.ends_on)
    if ends_on > LAST_DAY:
        raise errors.WrongState(_("The next term would end after {day}.").format(day=days.day(LAST_DAY)))
    seal(actor, agreement=agreement, now=now)
    term = {"starts_on": agreement.ends_on + timedelta(days=1), "ends_on": ends_on, "predecessor": agreement}
    return AGREEMENTS.add(actor, agreement.account, _carried(agreement) | term, now=now)


def _carried(agreement: Agreement) -> dict[str, Any]:
    """What the next term has of this one; people and offerings that could not be entered today are left open."""
    values = {name: getattr(agreement, name) for name in CARRIED}
    for name, rows in AGREEMENTS.choices(agreement.account).items():
        row = values.get(name)
        if row is not None and not rows.filter(pk=row.pk).exists():
            values[name] = None
    return values


def _same_term(start: date, end: date) -> date:
    """The last day of a term as long as this one that follows it: in whole months where it was, otherwise in days."""
    after = end + timedelta(days=1)
    months = (after.year - start.year) * 12 + after.month - start.month
    if months > 0 and add_months(start, months) == after:
        return add_months(after, months) - timedelta(days=1)
    return after + (end - start)


def exported(actor: Actor, *, receipt: Receipt, now: datetime) -> None:
    """Somebody takes a receipt along."""
    account = receipt.agreement.account
    events.write(actor, "exported a term receipt", subject=receipt.agreement, stream=account, now=now)
