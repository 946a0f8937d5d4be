"""Reading who was asked to sign, what they signed, and what they are shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from covalue.accounts import addresses
from covalue.accounts import queries as accounts
from covalue.accounts.models import Account, Contact, ContactAddress
from covalue.core import errors, events
from covalue.people.models import User
from covalue.people.rules import Right
from covalue.value.cases import queries as cases
from covalue.value.cases import readiness
from covalue.value.claims.queries import latest_claims
from covalue.value.models import Claim, Initiative, Signature, SignatureRequest
from covalue.value.rules import Answer
from covalue.value.signing import documents, sealing
from covalue.value.signing.sealing import Verified


@dataclass(frozen=True)
class Asked:
    """A request that waits for an answer, and what had no value when it was sent: while there is any, it cannot be signed."""

    request: SignatureRequest
    missing: tuple[str, ...]


def choices(account: Account) -> dict[str, QuerySet[Contact]]:
    """Who can be asked, and on behalf of whom."""
    contacts = accounts.current_contacts_above(account)
    return {"contact": contacts, "on_behalf_of": contacts}


def offered(account: Account) -> dict[str, Iterable[Any]]:
    """The same as the form shows them."""
    rows = choices(account)
    return {**rows, "contact": addresses.Choices(rows["contact"])}


def verify_seals(user: User) -> Verified:
    """What verifying every seal finds, for whoever may read the audit log."""
    if not user.may(Right.SEE_TRAIL):
        raise errors.NotAllowed()
    return sealing.verify()


def signed_thing(request_id: int) -> tuple[int, int | None]:
    """The case and the claim a request is about, by id."""
    ids = SignatureRequest.objects.filter(pk=request_id).values_list("initiative", "claim").first()
    if ids is None:
        raise errors.NotFound()
    return ids


def requests_of(account: Account) -> QuerySet[SignatureRequest]:
    """Everything contacts of the account were asked to sign."""
    rows = SignatureRequest.objects.filter(account=account)
    return rows.select_related("account", "initiative", "contact", "on_behalf_of")


def waiting_requests() -> QuerySet[SignatureRequest]:
    """Requests for a signature that were sent, and not answered, declined or revoked."""
    return _unanswered().filter(held=False)


def written_by(initiative: Initiative, claim: Claim | None) -> frozenset[int]:
    """Who of us wrote what is asked: a claim, or the sheet of a case; ids of users."""
    if claim is None:
        return frozenset(initiative.revisions.exclude(edited_by=None).values_list("edited_by", flat=True))
    edits = events.about(claim).filter(verb="edited claim").order_by().values_list("actor", flat=True)
    return frozenset(user for user in (claim.claimed_by_id, *edits) if user is not None)


def request_to(contact: Contact, account: Account, request_id: int) -> SignatureRequest:
    """A request of the account to this very contact, answered or not."""
    asked = SignatureRequest.objects.filter(account=account, contact=contact, pk=request_id)
    request = asked.select_related("account", "initiative", "claim", "contact", "on_behalf_of", "signature").first()
    if request is None:
        raise errors.NotFound()
    return request


def get_signature(user: User, signature_id: int) -> Signature:
    """One sealed record by id."""
    rows = Signature.objects.select_related(
        "account", "initiative", "claim", "contact", "noted_by", "withdraws", "withdrawn_by", "request__asked_by"
    )
    return accounts.get_within(user, rows, signature_id)


def signatures_of(account: Account) -> QuerySet[Signature]:
    """Everything signed and withdrawn on the account, the latest first."""
    return account.signatures.select_related("initiative", "claim", "contact", "withdraws", "withdrawn_by")


def signed_for(account_ids: Iterable[int], currency: str) -> list[tuple[int, date, Decimal]]:
    """What was signed for of claims in this currency and stands: account, day, amount. A claim that was replaced counts none."""
    latest = latest_claims(Claim.objects.filter(account__in=account_ids, initiative__removed_at=None))
    rows = Signature.objects.filter(claim__in=latest, withdraws=None, withdrawn_by=None, amount__isnull=False)
    rows = rows.filter(currency=currency).select_related("account")
    return [(row.account_id, row.account.day_of(row.signed_at), row.amount or Decimal(0)) for row in rows]


def addresses_of(signature: Signature) -> QuerySet[ContactAddress]:
    """The addresses we had of who signed, the latest first."""
    return addresses.of(signature.contact_id)


def open_requests(initiative: Initiative, claim: Claim | None = None) -> QuerySet[SignatureRequest]:
    """What was asked about the case itself, or about a claim of it, and has no answer yet."""
    rows = _unanswered().filter(initiative=initiative, claim=claim)
    return rows.select_related("account", "contact", "asked_by", "on_behalf_of")


def asked_about(initiative: Initiative) -> tuple[Asked, ...]:
    """The same with what keeps a contact from signing."""
    rows = open_requests(initiative).select_related("account", "contact", "asked_by", "on_behalf_of", "initiative")
    return tuple(Asked(row, missing_of(row)) for row in rows)


def to_settle(signature: Signature) -> bool:
    """Whether this is what a contact last said of a case, sees differently, and nobody changed since."""
    if signature.claim_id is not None or signature.answer in ("", Answer.AGREE) or signature.initiative.removed_at:
        return False
    words = cases.case(signature.initiative).agreements
    return any(word.to_settle and word.signature.pk == signature.pk for word in words)


def case_document(initiative: Initiative) -> str:
    """What the customer would sign of a case as it is now. WrongState when there is nothing to sign yet."""
    view = cases.case(initiative)
    if not view.sheet.lines:
        raise errors.WrongState(_("The case does not show yet what the customer gains or gives."))
    if view.unfinished:
        raise errors.WrongState(
            _("The case is not finished: {what}. Enter or remove them before you ask the customer.").format(
                what=view.readiness.named
            )
        )
    if not documents.shown_lines(view.sheet):
        raise errors.WrongState(_("The case does not show yet what the customer gains or gives."))
    if not readiness.benefits(view.sheet):
        raise errors.WrongState(_("The case does not show yet what the customer gains."))
    if view.result is None:
        raise errors.WrongState(_("The case cannot be calculated yet: {why}").format(why=view.figures.problem))
    return documents.of_case(
        view.sheet,
        view.result,
        account=initiative.account.name,
        title=initiative.title,
        target=initiative.target.title if initiative.target else "",
        revision=initiative.revision,
        version=view.version,
        begins=initiative.begins_on.isoformat() if initiative.begins_on else "",
    )


def missing_of(signature_request: SignatureRequest) -> tuple[str, ...]:
    """What had no value in a case when a contact was asked to sign it, by name; nothing for a claim.

    The text they were sent shows a missing value as 0, and is a value only where the sheet it was made of says 0.
    """
    if signature_request.claim_id is not None:
        return ()
    document = signature_request.read
    sheet, exact = cases.sheet_at(signature_request.initiative, document["revision"])
    lines = documents.lines_left_out(document, sheet) if exact else ()
    return (*lines, *documents.zeros_nobody_entered(document, sheet))


def claim_document(claim: Claim) -> str:
    """What the customer would sign of a claim."""
    return documents.of_claim(
        claim.delivered,
        account=claim.account.name,
        title=claim.initiative.title,
        claim=claim.pk,
        period=(claim.starts_on.isoformat(), claim.ends_on.isoformat()),
        currency=claim.currency,
        remark=claim.remark,
        evidence=[(file.name, documents.digest_of(file.content)) for file in claim.evidence.order_by("pk")],
    )


def accounts_signed() -> set[int]:
    """The accounts of which something was signed, withdrawn or not."""
    return set(Signature.objects.values_list("account_id", flat=True))


def _unanswered() -> QuerySet[SignatureRequest]:
    return SignatureRequest.objects.filter(**SignatureRequest.UNANSWERED)
