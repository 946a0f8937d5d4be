"""Reading what was asked and signed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account, Contact
from covalue.core import errors
from covalue.people.models import User
from covalue.value.cases.queries import CaseView
from covalue.value.cases.sheet import Sheet
from covalue.value.claims.deliveries import Answer
from covalue.value.models import Initiative, Signature, SignatureRequest
from covalue.value.signing import documents, links


@dataclass(frozen=True)
class Agreement:
    """What a contact last said to a case, and whether the case still says what they signed."""

    signature: Signature
    holds: bool

    @property
    def agreed(self) -> bool:
        return self.holds and self.signature.answer == Answer.AGREE


def get_request(user: User, request_id: int) -> SignatureRequest:
    """One request by id."""
    found = SignatureRequest.objects.select_related("account", "initiative", "claim", "contact", "asked_by")
    return accounts.get_within(user, found, request_id)


def waiting_requests() -> QuerySet[SignatureRequest]:
    """Requests for a signature that were not answered, given back or revoked."""
    return SignatureRequest.objects.filter(answered_at=None, returned_at=None, revoked_at=None)


def request_to(contact: Contact, account: Account, request_id: int) -> SignatureRequest:
    """A request of the account to this very contact, answered or not."""
    asked = SignatureRequest.objects.filter(account=account, contact=contact, pk=request_id)
    request = asked.select_related("account", "initiative", "claim", "contact", "on_behalf_of", "signature").first()
    if request is None:
        raise errors.NotFound()
    return request


def requested(secret: str) -> SignatureRequest:
    """The request a personal link opens; not found for any other address."""
    request_id = links.request_id_of(secret)
    found = SignatureRequest.objects.select_related(
        "account", "initiative", "claim", "contact", "on_behalf_of", "asked_by", "signature"
    )
    request = found.filter(pk=request_id).first() if request_id is not None else None
    if request is None or not links.opens(secret, request.pk, request.nonce):
        raise errors.NotFound()
    return request


def get_signature(user: User, signature_id: int) -> Signature:
    """One sealed record by id."""
    found = Signature.objects.select_related(
        "account", "initiative", "claim", "contact", "noted_by", "withdraws", "withdrawn_by", "request__asked_by"
    )
    return accounts.get_within(user, found, signature_id)


def signatures_of(account: Account) -> QuerySet[Signature]:
    """Everything signed and withdrawn on the account, the latest first."""
    return account.signatures.select_related("initiative", "claim", "contact", "withdraws", "withdrawn_by")


def open_requests(initiative: Initiative) -> QuerySet[SignatureRequest]:
    """What was asked about the case itself and waits for an answer."""
    return (
        waiting_requests()
        .filter(initiative=initiative, claim=None)
        .select_related("contact", "asked_by", "on_behalf_of")
    )


def agreements(view: CaseView) -> tuple[Agreement, ...]:
    """The last word of each contact on the case, the latest first; withdrawn ones left out."""
    return last_words(_on_cases().filter(initiative=view.initiative), view.sheet)


def agreements_of(account: Account, sheets_of: Mapping[int, Sheet]) -> dict[int, tuple[Agreement, ...]]:
    """The same for every case of an account, by initiative, in one query. `sheets_of`: its sheets by initiative."""
    signed: dict[int, list[Signature]] = defaultdict(list)
    for signature in _on_cases().filter(account=account):
        signed[signature.initiative_id].append(signature)
    return {pk: last_words(found, sheets_of[pk]) for pk, found in signed.items() if pk in sheets_of}


def _on_cases() -> QuerySet[Signature]:
    found = Signature.objects.filter(claim=None, withdraws=None)
    return found.select_related("withdrawn_by", "contact").order_by("-number")


def last_words(signatures: Iterable[Signature], sheet: Sheet) -> tuple[Agreement, ...]:
    """The last standing word of each who signed; the latest have to come first."""
    seen: set[object] = set()
    found = []
    for signature in signatures:
        who = signature.contact_id or signature.pk
        if signature.stands and who not in seen:
            seen.add(who)
            found.append(Agreement(signature, documents.still_agreed(signature.read, sheet)))
    return tuple(found)
