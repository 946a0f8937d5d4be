"""What the worker does for signatures: letters, reminders, and telling who asked. Each may run twice and harms nothing."""

from django.utils import timezone
from django_tasks import task

from covalue.accounts import addresses
from covalue.core import errors, events
from covalue.value.models import Signature, SignatureRequest
from covalue.value.signing import guards, letters, links, queries
from covalue.value.signing.actions import ours


@task()  # type: ignore[untyped-decorator]
def send_request(request_id: int, again: bool) -> None:
    """The letter with the link."""
    signature_request = (
        SignatureRequest.objects.filter(pk=request_id)
        .select_related("contact", "asked_by", "account", "initiative", "claim")
        .first()
    )
    if signature_request is None or not guards.may_be_answered(signature_request, timezone.now()):
        return
    if ours.guard_name(signature_request, again=again, now=timezone.now()):
        letters.send_request(signature_request, again=again)


@task()  # type: ignore[untyped-decorator]
def ask_to_confirm(request_id: int) -> None:
    """Colleagues of who entered the contact's address are asked whether it is right: those who answer for the account."""
    rows = SignatureRequest.objects.select_related("contact", "asked_by", "account", "initiative", "claim")
    signature_request = rows.filter(pk=request_id).first()
    if signature_request is not None and signature_request.open and signature_request.held:
        for colleague in addresses.asked_to_confirm(signature_request.contact, signature_request.account):
            letters.ask_to_confirm(signature_request, colleague)


@task()  # type: ignore[untyped-decorator]
def tell_of_change(request_id: int) -> None:
    """The address that was asked, and who asked, hear that the contact has another one."""
    rows = SignatureRequest.objects.select_related("contact", "asked_by", "account", "initiative", "claim")
    signature_request = rows.filter(pk=request_id).first()
    if signature_request is not None and signature_request.revoked_at is not None:
        letters.tell_of_change(signature_request)
        letters.tell_asker_of_change(signature_request)


@task()  # type: ignore[untyped-decorator]
def send_code(request_id: int) -> None:
    """A code, made here so that no queue ever holds one."""
    rows = SignatureRequest.objects.select_related("contact", "account", "initiative", "claim")
    signature_request = rows.filter(pk=request_id).first()
    if signature_request is None:
        return
    try:
        guards.guard_link(signature_request, timezone.now())
    except errors.WrongState:
        return
    code = links.new_code()
    SignatureRequest.objects.filter(pk=request_id).update(
        code_hash=links.hash_of(code, signature_request.nonce), code_tries=0
    )
    letters.send_code(signature_request, code)


@task()  # type: ignore[untyped-decorator]
def remind(request_id: int) -> None:
    """One more letter if they have not answered; who asked may have reminded them already."""
    rows = SignatureRequest.objects.filter(pk=request_id).select_related("account", "asked_by")
    signature_request = rows.first()
    if signature_request is None or not signature_request.open:
        return
    if not ours.guard_name(signature_request, again=True, now=timezone.now()):
        return
    try:
        ours.remind(events.system("reminder"), signature_request=signature_request, now=timezone.now())
    except errors.WrongState:
        return


@task()  # type: ignore[untyped-decorator]
def tell_of_expiry(request_id: int) -> None:
    """Who asked hears that nobody answered."""
    signature_request = (
        SignatureRequest.objects.filter(pk=request_id).select_related("contact", "asked_by", "account").first()
    )
    if signature_request is not None and signature_request.open:
        letters.tell_of_expiry(signature_request)


@task()  # type: ignore[untyped-decorator]
def tell_of_return(request_id: int) -> None:
    """Who asked hears that it came back."""
    signature_request = (
        SignatureRequest.objects.filter(pk=request_id).select_related("contact", "asked_by", "account").first()
    )
    if signature_request is not None:
        letters.tell_of_return(signature_request)


@task()  # type: ignore[untyped-decorator]
def tell_of_leaving(request_id: int) -> None:
    """Who asked hears that the contact has left; nothing where they are back already."""
    rows = SignatureRequest.objects.select_related("contact", "asked_by", "account", "initiative", "claim")
    signature_request = rows.filter(pk=request_id).first()
    if signature_request is not None and signature_request.open and guards.signer_gone(signature_request):
        letters.tell_of_leaving(signature_request)


@task()  # type: ignore[untyped-decorator]
def tell_of_merging(request_id: int) -> None:
    """Who asked hears that one of two requests to the same person has ended."""
    rows = SignatureRequest.objects.select_related("contact", "asked_by", "account", "initiative", "claim")
    signature_request = rows.filter(pk=request_id).first()
    if signature_request is not None and signature_request.revoked_at is not None:
        letters.tell_of_merging(signature_request)


@task()  # type: ignore[untyped-decorator]
def tell_of_missing(request_id: int) -> None:
    """Who asked hears that what they sent cannot be signed, and why."""
    rows = SignatureRequest.objects.select_related("contact", "asked_by", "account", "initiative")
    signature_request = rows.filter(pk=request_id).first()
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
