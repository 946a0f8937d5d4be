"""Term receipts by HTTP. Forms of the pages post here, too."""

from datetime import date, datetime

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status

from covalue.agreements.models import Receipt
from covalue.agreements.queries import AGREEMENTS
from covalue.agreements.receipts import actions, queries
from covalue.agreements.receipts.content import ReceiptContent
from covalue.web import paging, requests
from covalue.web.paging import Asked, Cut, Page
from covalue.web.shapes import Id, Ref

router = Router(tags=["agreements"])


class TermReceipt(Schema):
    """A sealed receipt of a term: `intact` where its text and the signatures it names are as they were sealed."""

    id: int
    agreement: Ref
    number: int
    until: date
    seal: str
    previous: str
    intact: bool
    sealed_by: Ref | None
    sealed_at: datetime
    content: ReceiptContent

    @staticmethod
    def resolve_seal(row: Receipt) -> str:
        return row.digest

    @staticmethod
    def resolve_intact(row: Receipt) -> bool:
        return queries.is_intact(row)

    @staticmethod
    def resolve_content(row: Receipt) -> ReceiptContent:
        return row.read


@router.get("/agreements/{agreement_id}/receipt", response=ReceiptContent, summary="Read the receipt of a term so far")
def read_term_receipt(request: HttpRequest, agreement_id: Id) -> ReceiptContent:
    """What was promised, delivered, signed and disputed since the agreement began, as it would be sealed today."""
    row = AGREEMENTS.get(requests.user_of(request), agreement_id)
    return queries.content_of(row, row.account.today())


@router.get("/agreements/{agreement_id}/receipts", response=Page[TermReceipt], summary="List sealed term receipts")
def list_term_receipts(request: HttpRequest, agreement_id: Id, asked: Query[Asked]) -> Cut[Receipt]:
    """The latest first."""
    row = AGREEMENTS.get(requests.user_of(request), agreement_id)
    return paging.cut(request, queries.of(row), ("-number",), asked)


@router.post("/agreements/{agreement_id}/receipts", response={201: TermReceipt}, summary="Seal a term receipt")
def seal_term_receipt(request: HttpRequest, agreement_id: Id) -> Status[Receipt]:
    """As of today. Where nothing changed since the last one, that one is answered."""
    row = AGREEMENTS.get(requests.user_of(request), agreement_id)
    return Status(201, actions.seal(requests.actor(request), agreement=row, now=timezone.now()))
