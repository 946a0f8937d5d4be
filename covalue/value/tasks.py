"""What the worker does for signatures: letters, reminders, and telling who asked. Each may run twice and harms nothing."""

from django.utils import timezone
from django_tasks import task

from covalue.contact_requests.kinds import gone
from covalue.core import errors
from covalue.value.models import Signature, SignatureRequest
from covalue.value.signing import letters, links, queries
from covalue.value.signing.kind import SIGNATURES


@task()  # type: ignore[untyped-decorator]
def send_request(request_id: int, again: bool) -> None:
    """The letter with the link."""
    SIGNATURES.send_request_now(request_id, again=again)


@task()  # type: ignore[untyped-decorator]
def remind(request_id: int) -> None:
    """One more letter if they have not answered."""
    SIGNATURES.remind_now(request_id)


@task()  # type: ignore[untyped-decorator]
def ask_to_confirm(request_id: int) -> None:
    """Colleagues of who entered the contact's address are asked whether it is right."""
    SIGNATURES.ask_to_confirm_now(request_id)


@task()  # type: ignore[untyped-decorator]
def tell_of_change(request_id: int) -> None:
    """The address that was asked, and who asked, hear that the contact has another one."""
    SIGNATURES.tell_of_change_now(request_id)
    signature_request = _request(request_id)
    if signature_request is not None and signature_request.revoked_at is not None:
        letters.tell_asker_of_change(signature_request)


@task()  # type: ignore[untyped-decorator]
def send_code(request_id: int) -> None:
    """A code, made here so that no queue ever holds one."""
    signature_request = _request(request_id)
    if signature_request is None:
        return
    try:
        SIGNATURES.guard_link(signature_request, timezone.now())
    except errors.WrongState:
        return
    code = links.new_code()
    SignatureRequest.objects.filter(pk=request_id).update(
        code_hash=links.hash_of(code, signature_request.nonce), code_tries=0
    )
    letters.send_code(signature_request, code)


@task()  # type: ignore[untyped-decorator]
def tell_of_expiry(request_id: int) -> None:
    """Who asked hears that nobody answered."""
    signature_request = _request(request_id)
    if signature_request is not None and signature_request.open:
        letters.tell_of_expiry(signature_request)


@task()  # type: ignore[untyped-decorator]
def tell_of_return(request_id: int) -> None:
    """Who asked hears that it came back."""
    signature_request = _request(request_id)
    if signature_request is not None:
        letters.tell_of_return(signature_request)


@task()  # type: ignore[untyped-decorator]
def tell_of_leaving(request_id: int) -> None:
    """Who asked hears that the contact has left; nothing where they are back already."""
    signature_request = _request(request_id)
    if signature_request is not None and signature_request.open and gone(signature_request):
        letters.tell_of_leaving(signature_request)


@task()  # type: ignore[untyped-decorator]
def tell_of_merging(request_id: int) -> None:
    """Who asked hears that one of two requests to the same person has ended."""
    signature_request = _request(request_id)
    if signature_request is not None and signature_request.revoked_at is not None:
        letters.tell_of_merging(signature_request)


@task()  # type: ignore[untyped-decorator]
def tell_of_missing(request_id: int) -> None:
    """Who asked hears that what they sent cannot be signed, and why."""
    signature_request = _request(request_id)
    if signature_request is not None and signature_request.open:
        letters.tell_of_missing(signature_request, queries.missing_of(signature_request))


@task()  # type: ignore[untyped-decorator]
def send_receipt(signature_id: int) -> None:
    """The signer's receipt with the seal, and word to who asked."""
    rows = Signature.objects.select_related("contact", "account", "initiative", "claim", "request__asked_by")
    signature = rows.filter(pk=signature_id).first()
    if signature is not None:
        letters.send_receipt(signature)
        letters.tell_of_signature(signature)


def _request(request_id: int) -> SignatureRequest | None:
    return SIGNATURES.rows().filter(pk=request_id).first()
