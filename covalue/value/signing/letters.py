"""What we write to contacts who are asked to sign, and to who asked them."""

from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from covalue.accounts import queries as accounts
from covalue.contact_requests import letters
from covalue.people import queries as users
from covalue.value.models import Signature, SignatureRequest
from covalue.value.signing.kind import SIGNATURES
from covalue.value.signing.lifetimes import CODE_LIFETIME
from covalue.web import languages

DECLINED: Final = _lazy("{who} declined to sign")
NEVER_SENT: Final = _lazy("Your request to {who} was never sent")
NOT_ANSWERED: Final = _lazy("{who} has not answered")
CANNOT_YET: Final = _lazy("{who} cannot sign yet")
ENDED: Final = _lazy("The request to {who} has ended")
LEFT: Final = _lazy("{who} has left and cannot sign")
MERGED: Final = _lazy("One of the requests to {who} has ended")


def link_of(signature_request: SignatureRequest) -> str:
    """The personal link of a request."""
    return letters.link_of(SIGNATURES, signature_request)


def send_request(signature_request: SignatureRequest, *, again: bool) -> None:
    """To the contact: what is asked, by whom, until when, and the link. Amounts are not in the mail."""
    letters.send_request(SIGNATURES, signature_request, again=again)


def send_code(signature_request: SignatureRequest, code: str) -> None:
    """To the contact: the six digits that open the document."""
    context = {
        "signature_request": signature_request,
        "code": code,
        "minutes": int(CODE_LIFETIME.total_seconds() // 60),
    }
    with translation.override(languages.known(signature_request.contact.language)):
        _send(
            _("Your code: {code}").format(code=code),
            "value/signing/mail/code.txt",
            context,
            signature_request.email,
        )


def send_receipt(signature: Signature) -> None:
    """To the signer: that we have it, and the seal by which it can be proved later."""
    if signature.signer_email:
        link = link_of(signature.request) if signature.request and not signature.withdraws else ""
        context = {"signature": signature, "document": signature.read, "link": link}
        with translation.override(languages.known(signature.contact.language if signature.contact else "")):
            _send(
                _("You signed: {what}").format(what=signature),
                "value/signing/mail/receipt.txt",
                context,
                signature.signer_email,
            )


def tell_of_signature(signature: Signature) -> None:
    """To who asked: they answered."""
    asker = signature.request.asked_by if signature.request else None
    if asker is not None and accounts.reaches(asker, signature.account):
        link = settings.BASE_URL + reverse("value:signature", args=[signature.pk])
        context = {"signature": signature, "link": link}
        with translation.override(users.language_of(asker)):
            subject = _("{who} has answered").format(who=signature.signer_name)
            _send(subject, "value/signing/mail/answered.txt", context, asker.email)


def tell_of_return(signature_request: SignatureRequest) -> None:
    """To who asked: they gave it back, with their words."""
    letters.tell_asker(SIGNATURES, signature_request, DECLINED, "returned.txt")


def tell_of_expiry(signature_request: SignatureRequest) -> None:
    """To who asked: nobody answered, or nobody of ours let it go."""
    if signature_request.held:
        letters.tell_asker(SIGNATURES, signature_request, NEVER_SENT, "unsent.txt")
    else:
        letters.tell_asker(SIGNATURES, signature_request, NOT_ANSWERED, "expired.txt")


def tell_of_missing(signature_request: SignatureRequest, missing: tuple[str, ...]) -> None:
    """To who asked: the contact could not sign, because these had no value."""
    names = ", ".join(missing)
    letters.tell_asker(SIGNATURES, signature_request, CANNOT_YET, "missing.txt", missing=names)


def tell_asker_of_change(signature_request: SignatureRequest) -> None:
    """To who asked: the contact's address was changed, and the request has ended."""
    letters.tell_asker(SIGNATURES, signature_request, ENDED, "ended.txt")


def tell_of_leaving(signature_request: SignatureRequest) -> None:
    """To who asked: the contact has left the company and cannot answer."""
    letters.tell_asker(SIGNATURES, signature_request, LEFT, "left.txt")


def tell_of_merging(signature_request: SignatureRequest) -> None:
    """To who asked: two contacts they asked are one person, and one request is enough."""
    letters.tell_asker(SIGNATURES, signature_request, MERGED, "merged.txt")


def _send(subject: str, template: str, context: dict[str, object], to: str) -> None:
    text = render_to_string(template, context)
    EmailMessage(" ".join(subject.split()), text, None, [to]).send()
