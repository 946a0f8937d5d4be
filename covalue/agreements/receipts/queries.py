"""Reading term receipts; queries of agreements decide whose."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from covalue.accounts import queries as accounts
from covalue.agreements.models import Agreement, Receipt
from covalue.agreements.obligations import queries as obligations
from covalue.agreements.queries import AGREEMENTS
from covalue.agreements.receipts.content import (
    InitiativeAmounts,
    KeptOnTime,
    ObligationRecord,
    ReceiptAmounts,
    ReceiptContent,
    ReceiptPart,
    SignedRecord,
)
from covalue.core import errors
from covalue.core.periods import Period
from covalue.people.models import User
from covalue.promises import queries as promises
from covalue.promises.rules import KeptShare
from covalue.value.models import Signature
from covalue.value.signing import sealing, seals
from covalue.value.statement import queries as statements
from covalue.value.statement.queries import StatementPage
from covalue.value.statement.rules import Row, Statement


@dataclass(frozen=True)
class ReceiptPage:
    """What would be sealed today, what was sealed before, the latest first, and which of what counts is in dispute."""

    agreement: Agreement
    content: ReceiptContent
    statement: StatementPage
    sealed: tuple[Receipt, ...]
    may_edit: bool

    @property
    def is_current(self) -> bool:
        """Whether the last sealed receipt says what would be sealed now."""
        return bool(self.sealed) and same_words(self.sealed[0].read, self.content)


@dataclass(frozen=True)
class Signer:
    """Who stands behind a signature a receipt names: nothing where they were erased, or the record is gone."""

    record: SignedRecord
    name: str
    signature_id: int | None


@dataclass(frozen=True)
class SealedPage:
    """A sealed receipt, whether its seal holds, and who stands behind each signature it names."""

    receipt: Receipt
    content: ReceiptContent
    is_intact: bool
    signers: tuple[Signer, ...]


def page_of(user: User, agreement: Agreement, today: date) -> ReceiptPage:
    """The receipt of an agreement that has begun; WrongState before."""
    content, statement = _of_term(agreement, today)
    return ReceiptPage(
        agreement,
        content,
        statement,
        tuple(of(agreement)),
        accounts.may_edit(user, agreement.account),
    )


def content_of(agreement: Agreement, today: date) -> ReceiptContent:
    """What a receipt says today; WrongState before the term begins."""
    return _of_term(agreement, today)[0]


def of(agreement: Agreement) -> QuerySet[Receipt]:
    """What was sealed for an agreement, the latest first."""
    return agreement.receipts.select_related("sealed_by", "agreement__account").order_by("-number")


def get(user: User, receipt_id: int) -> Receipt:
    """One sealed receipt, of an account this user may open."""
    rows = Receipt.objects.select_related("sealed_by", "agreement__account")
    receipt = rows.filter(pk=receipt_id, agreement__in=AGREEMENTS.visible_to(user).values("pk")).first()
    if receipt is None:
        raise errors.NotFound()
    return receipt


def sealed_page(receipt: Receipt) -> SealedPage:
    """A sealed receipt as it is shown."""
    content = receipt.read
    known = sealing.signers_of(row.number for row in content.signatures)
    signers = tuple(Signer(row, *known.get(row.number, ("", None))) for row in content.signatures)
    return SealedPage(receipt, content, is_intact(receipt), signers)


def is_intact(receipt: Receipt) -> bool:
    """Whether its text is what was sealed here, and each signature it names still has the seal it had."""
    same = seals.digest(receipt.content, receipt.previous) == receipt.digest
    if not (same and sealing.is_marked(receipt.digest, receipt.mark)):
        return False
    named = {row.number: row.seal for row in receipt.read.signatures}
    return sealing.digests_of(named) == named


def broken() -> Iterator[Receipt]:
    """Receipts whose seal does not hold, or that do not follow the one before."""
    last: Receipt | None = None
    for receipt in Receipt.objects.select_related("agreement").order_by("agreement", "number").iterator():
        before = last if last is not None and last.agreement_id == receipt.agreement_id else None
        expected = (before.number + 1, before.digest) if before else (1, "")
        if (receipt.number, receipt.previous) != expected or not is_intact(receipt):
            yield receipt
        last = receipt


def same_words(one: ReceiptContent, other: ReceiptContent) -> bool:
    """Whether two receipts differ in nothing but the day they were made."""
    return one.model_copy(update={"until": other.until}) == other


def _of_term(agreement: Agreement, today: date) -> tuple[ReceiptContent, StatementPage]:
    span = _span(agreement, today)
    page = statements.stated_over(agreement.account, span, today)
    kept = promises.kept_within(agreement.account, span, today)
    content = ReceiptContent(
        agreement=agreement.title,
        account=agreement.account.name,
        starts_on=agreement.starts_on,
        ends_on=agreement.ends_on,
        signed_on=agreement.signed_on,
        until=span.end,
        parts=tuple(_part(statement) for statement in (page.statement, *page.statement.apart)),
        signatures=tuple(_signatures(page)),
        our_promises=_kept(kept.ours),
        their_promises=_kept(kept.theirs),
        obligations=tuple(
            ObligationRecord(
                side=row.obligation.side,
                words=row.obligation.words,
                on_time=row.standing.on_time,
                fell_due=row.standing.fell_due,
            )
            for row in obligations.of_agreement(agreement, span.end)
        ),
    )
    return content, page


def _span(agreement: Agreement, today: date) -> Period:
    """From the first day of the agreement to its last, or today where that is earlier."""
    if agreement.starts_on > today:
        raise errors.WrongState(_("The term has not begun: there is nothing to account for yet."))
    return Period(agreement.starts_on, min(agreement.ends_on or today, today))


def _part(statement: Statement) -> ReceiptPart:
    return ReceiptPart(
        currency=statement.currency,
        total=ReceiptAmounts(**_amounts(statement.total)),
        initiatives=tuple(
            InitiativeAmounts(title=row.title, account=row.account, agreed=row.agreed, **_amounts(row))
            for row in statement.by_initiative
            if row.agreed or row.money.claimed or row.money.validated
        ),
    )


def _amounts(row: Row) -> dict[str, Any]:
    money = row.money
    return {
        "promised": row.promised,
        "claimed": money.claimed,
        "validated": money.validated,
        "disputed": money.disputed,
        "waived": money.let_go,
        "waiting": money.waiting,
    }


def _signatures(page: StatementPage) -> Iterable[SignedRecord]:
    """What the figures rest on: the agreements to cases, then what was signed for claims of the term, by number."""
    counted = {row.key for part in (page.statement, *page.statement.apart) for row in part.by_initiative}
    of_cases = [
        _signed(case.agreed_once.signature, case.initiative.title, page)
        for case in page.cases
        if case.agreed_once is not None and case.initiative.pk in counted
    ]
    of_claims = [
        _signed(signature, view.claim.initiative.title, page, view.claim.period)
        for view in page.claims
        if (signature := view.signature or view.earlier) is not None
    ]
    return sorted((*of_cases, *of_claims), key=lambda row: row.number)


def _signed(signature: Signature, what: str, page: StatementPage, period: Period | None = None) -> SignedRecord:
    return SignedRecord(
        number=signature.number,
        seal=signature.digest,
        what=what,
        starts_on=period.start if period else None,
        ends_on=period.end if period else None,
        answer=signature.answer,
        amount=signature.amount,
        currency=signature.currency,
        on=page.account.day_of(signature.signed_at),
    )


def _kept(share: KeptShare) -> KeptOnTime:
    return KeptOnTime(on_time=share.on_time, fell_due=share.fell_due)
