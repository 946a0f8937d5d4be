"""What the worker does for signatures: letters, reminders, and telling who asked. Each may run twice and harms nothing."""

from django.utils import timezone
from django_tasks import task


@task()  # type: ignore[untyped-decorator]
def send_request(request_id: int, again: bool) -> None:
    """The letter with the link."""
    from covalue.value.models import SignatureRequest
    from covalue.value.signing import letters

    request = SignatureRequest.objects.filter(pk=request_id).select_related("contact", "asked_by", "account").first()
    if request is not None and request.open:
        letters.send_request(request, again=again)


@task()  # type: ignore[untyped-decorator]
def send_code(request_id: int) -> None:
    """A code, made here so that no queue ever holds one."""
    from covalue.value.models import SignatureRequest
    from covalue.value.signing import letters, links

    request = SignatureRequest.objects.filter(pk=request_id).select_related("contact", "account").first()
    if request is None or request.revoked_at is not None:
        return
    code = links.new_code()
    SignatureRequest.objects.filter(pk=request_id).update(code_hash=links.hash_of(code, request.nonce), code_tries=0)
    letters.send_code(request, code)


@task()  # type: ignore[untyped-decorator]
def remind(request_id: int) -> None:
    """One more letter if they have not answered; who asked may have reminded them already."""
    from covalue.core import errors, events
    from covalue.value import actions
    from covalue.value.models import SignatureRequest

    request = SignatureRequest.objects.filter(pk=request_id).select_related("account").first()
    if request is None:
        return
    try:
        actions.remind(events.system("reminder"), request=request, now=timezone.now())
    except errors.WrongState:
        return


@task()  # type: ignore[untyped-decorator]
def tell_of_expiry(request_id: int) -> None:
    """Who asked hears that nobody answered."""
    from covalue.value.models import SignatureRequest
    from covalue.value.signing import letters

    request = SignatureRequest.objects.filter(pk=request_id).select_related("contact", "asked_by", "account").first()
    if request is not None and request.open:
        letters.tell_of_expiry(request)


@task()  # type: ignore[untyped-decorator]
def tell_of_return(request_id: int) -> None:
    """Who asked hears that it came back."""
    from covalue.value.models import SignatureRequest
    from covalue.value.signing import letters

    request = SignatureRequest.objects.filter(pk=request_id).select_related("contact", "asked_by", "account").first()
    if request is not None:
        letters.tell_of_return(request)


@task()  # type: ignore[untyped-decorator]
def send_receipt(signature_id: int) -> None:
    """The signer's receipt with the seal, and word to who asked."""
    from covalue.value.models import Signature
    from covalue.value.signing import letters

    found = Signature.objects.select_related("contact", "account", "initiative", "claim", "request__asked_by")
    signature = found.filter(pk=signature_id).first()
    if signature is not None:
        letters.send_receipt(signature)
        letters.tell_of_signature(signature)
