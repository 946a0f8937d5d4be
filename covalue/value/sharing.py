"""Targets, value cases and the value statement as a customer's guests see them."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.accounts.models import Account
from covalue.accounts.shareables import Item, Proposed, day, filled, reading
from covalue.core import money
from covalue.core.events import Actor
from covalue.value import actions
from covalue.value.models import Target
from covalue.value.records import CaseRow, records_within
from covalue.value.signing import documents
from covalue.value.signing.queries import waiting_requests

TARGET, CASE, STATEMENT = "target", "case", "statement"


def targets(account: Account) -> Iterator[Item]:
    """All targets of an account that are not parked."""
    rows = account.targets.filter(removed_at=None, parked_at=None).select_related("holder", "validated_by")
    return (target(row) for row in rows)


def cases(account: Account) -> Iterator[Item]:
    """All value cases of an account."""
    asked: dict[int, list[str]] = defaultdict(list)
    for request in waiting_requests().filter(account=account, claim=None).select_related("contact"):
        asked[request.initiative_id].append(request.contact.name)
    return (case(row, asked[row.case.initiative.pk], account.name) for row in records_within([account]).rows(account))


def statements(account: Account) -> tuple[Item]:
    """The one value statement of an account."""
    return (statement(account),)


def target(row: Target) -> Item:
    """What they value and what success looks like to them; whether a contact validated it."""
    validated = ""
    if row.validated_on is not None:
        who = row.validated_by.name if row.validated_by else _("a former contact")
        validated = _("validated by {who}, {day}").format(who=who, day=day(row.validated_on))
    holder = row.holder.name if row.holder else ""
    return Item(
        kind=TARGET,
        pk=row.pk,
        title=row.title,
        note=validated or _("not validated yet"),
        facts=filled(((_("What success looks like"), row.success), (_("Contact"), holder))),
        reading=reading(row.title, row.success, holder),
        ours_at=reverse("value:edit-target", args=[row.pk]),
        done=row.validated_on is not None,
        theirs=True,
    )


def case(view: CaseRow, asked: list[str], account: str) -> Item:
    """Its title, amount and state, and whose answer it waits for; the case itself is shown as the document they would sign."""
    row = view.case.initiative
    purpose = row.target.title if row.target else ""
    facts = (
        (_("For"), purpose),
        (_("Led by"), row.owner.name if row.owner else ""),
        (_("Value starts on"), day(row.begins_on)),
    )
    return Item(
        kind=CASE,
        pk=row.pk,
        title=row.title,
        note=" · ".join(part for part in (purpose, _worth(view, account), _answer(view, asked)) if part),
        facts=filled(facts),
        reading={},
        ours_at=reverse("value:case", args=[row.pk]),
    )


def _worth(view: CaseRow, account: str) -> str:
    result = view.case.result
    if result is None:
        return ""
    amount = money.money(Decimal(str(result.customer.npv)), view.case.sheet.currency)
    return _("net present value to {account}: {amount}").format(amount=amount, account=account)


def _answer(view: CaseRow, asked: list[str]) -> str:
    """Whose answer it waits for, or what was answered."""
    if asked:
        return _("awaiting answer from {who}").format(who=", ".join(asked))
    word = view.signed
    if word is None:
        return _("not agreed yet") if view.case.result else _("in preparation")
    if not word.holds:
        sentence = (
            _("changed since {who} agreed in part, {day}")
            if word.only_in_part
            else _("changed since {who} agreed to {amount}, {day}")
        )
    else:
        sentence = _("agreed in part by {who}, {day}") if word.in_part else _("agreed by {who}, {day}")
    return sentence.format(
        who=word.signature.signer_name or _("a former contact"),
        amount=documents.at_stake(word.signature.read),
        day=day(view.case.initiative.account.day_of(word.signature.signed_at)),
    )


def statement(account: Account) -> Item:
    """The value statement, as its page for the customer shows it."""
    return Item(
        kind=STATEMENT,
        pk=account.pk,
        title=_("Value statement"),
        note=_("promised, delivered and validated value"),
        facts=(),
        reading={},
        ours_at=reverse("value:statement", args=[account.pk]),
    )


def take_up_target(actor: Actor, proposed: Proposed, now: datetime) -> int:
    """A target held by who proposed it."""
    made = actions.add_target(
        actor,
        account=proposed.account,
        title=proposed.title,
        success=proposed.words,
        holder=proposed.contact,
        discussed_on=proposed.proposed_on,
        now=now,
    )
    return int(made.pk)
