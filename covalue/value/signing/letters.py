"""What we write to contacts who are asked to sign, and to who asked them."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from covalue.accounts import addresses
from covalue.accounts import queries as accounts
from covalue.organisation import queries as organisation
from covalue.people.models import User
from covalue.value.models import Signature, SignatureRequest
from covalue.value.signing import links
from covalue.value.signing.lifetimes import CODE_LIFETIME
from covalue.web import languages


def link_of(signature_request: SignatureRequest) -> str:
    """The personal link of a signature_request."""
    secret = links.secret_of(signature_request.pk, signature_request.nonce)
    return settings.BASE_URL + reverse("value:sign", args=[secret])


def send_request(signature_request: SignatureRequest, *, again: bool) -> None:
    """To the contact: what is asked, by whom, until when, and the link. Amounts are not in the mail."""
    company = organisation.company().name
    who = f"{signature_request.asked_by.name} ({company})" if signature_request.asked_by else company
    context = {"signature_request": signature_request, "link": link_of(signature_request), "again": again, "who": who}
    answer_to = [signature_request.asked_by.email] if signature_request.asked_by else []
    with translation.override(languages.known(signature_request.contact.language)):
        subject = _subject(signature_request, again=again)
        _send(
            subject.format(company=company),
            "value/signing/mail/request.txt",
            context,
            signature_request.email,
            answer_to,
        )


def _subject(signature_request: SignatureRequest, *, again: bool) -> str:
    """A case is an estimate to agree to, a claim something delivered to confirm."""
    if signature_request.claim_id is None:
        if again:
            return _("Reminder: {company} asks whether you agree to an estimate of value")
        return _("{company} asks whether you agree to an estimate of value")
    if again:
        return _("Reminder: {company} asks you to confirm the value of our joint work")
    return _("{company} asks you to confirm the value of our joint work")


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


@translation.override(settings.LANGUAGE_CODE)
def tell_of_signature(signature: Signature) -> None:
    """To who asked: they answered."""
    asker = signature.request.asked_by if signature.request else None
    if asker is not None and accounts.reaches(asker, signature.account):
        link = settings.BASE_URL + reverse("value:signature", args=[signature.pk])
        context = {"signature": signature, "link": link}
        _send(
            _("{who} has answered").format(who=signature.signer_name),
            "value/signing/mail/answered.txt",
            context,
            asker.email,
        )


@translation.override(settings.LANGUAGE_CODE)
def tell_of_return(signature_request: SignatureRequest) -> None:
    """To who asked: they gave it back, with their words."""
    _tell_asker(
        signature_request,
        _("{who} declined to sign").format(who=signature_request.contact.name),
        "value/signing/mail/returned.txt",
    )


@translation.override(settings.LANGUAGE_CODE)
def tell_of_expiry(signature_request: SignatureRequest) -> None:
    """To who asked: nobody answered, or nobody of ours let it go."""
    if signature_request.held:
        subject = _("Your request to {who} was never sent").format(who=signature_request.contact.name)
        _tell_asker(signature_request, subject, "value/signing/mail/unsent.txt")
        return
    _tell_asker(
        signature_request,
        _("{who} has not answered").format(who=signature_request.contact.name),
        "value/signing/mail/expired.txt",
    )


@translation.override(settings.LANGUAGE_CODE)
def tell_of_missing(signature_request: SignatureRequest, missing: tuple[str, ...]) -> None:
    """To who asked: the contact could not sign, because these had no value."""
    _tell_asker(
        signature_request,
        _("{who} cannot sign yet").format(who=signature_request.contact.name),
        "value/signing/mail/missing.txt",
        missing=", ".join(missing),
    )


def tell_of_change(signature_request: SignatureRequest) -> None:
    """To the address that was asked, which is not the contact's any more: what was asked there has ended, and whom to ask."""
    company, asker = organisation.company(), signature_request.asked_by
    if not accounts.reaches(asker, signature_request.account):
        asker = None
    context = {"signature_request": signature_request, "company": company.name, "asker": asker}
    answer_to = [asker.email] if asker else []
    with translation.override(languages.known(signature_request.contact.language)):
        _send(
            _("{company} now has another address for you").format(company=company.name),
            "value/signing/mail/changed.txt",
            context,
            signature_request.email,
            answer_to,
        )


@translation.override(settings.LANGUAGE_CODE)
def tell_asker_of_change(signature_request: SignatureRequest) -> None:
    """To who asked: the contact's address was changed, and the request has ended."""
    _tell_asker(
        signature_request,
        _("The request to {who} has ended").format(who=signature_request.contact.name),
        "value/signing/mail/ended.txt",
    )


@translation.override(settings.LANGUAGE_CODE)
def tell_of_leaving(signature_request: SignatureRequest) -> None:
    """To who asked: the contact has left the company and cannot answer."""
    _tell_asker(
        signature_request,
        _("{who} has left and cannot sign").format(who=signature_request.contact.name),
        "value/signing/mail/left.txt",
    )


@translation.override(settings.LANGUAGE_CODE)
def tell_of_merging(signature_request: SignatureRequest) -> None:
    """To who asked: two contacts they asked are one person, and one request is enough."""
    _tell_asker(
        signature_request,
        _("One of the requests to {who} has ended").format(who=signature_request.contact.name),
        "value/signing/mail/merged.txt",
    )


@translation.override(settings.LANGUAGE_CODE)
def ask_to_confirm(signature_request: SignatureRequest, colleague: User) -> None:
    """To a colleague of who entered the contact's address: whether it is right; then the request is sent."""
    context = {
        "signature_request": signature_request,
        "enterer": addresses.entered_by(signature_request.contact),
        "link": settings.BASE_URL + _address_of(signature_request),
    }
    _send(
        _("Please confirm the address of {who}").format(who=signature_request.contact.name),
        "value/signing/mail/confirm.txt",
        context,
        colleague.email,
    )


def _address_of(signature_request: SignatureRequest) -> str:
    """The page of what is to be signed."""
    if signature_request.claim_id:
        return reverse("value:claim", args=[signature_request.claim_id])
    return reverse("value:case", args=[signature_request.initiative_id])


def _tell_asker(signature_request: SignatureRequest, subject: str, template: str, **more: str) -> None:
    asker = signature_request.asked_by
    if asker is not None and accounts.reaches(asker, signature_request.account):
        link = settings.BASE_URL + _address_of(signature_request)
        context = {"signature_request": signature_request, "link": link, **more}
        _send(subject, template, context, asker.email)


def _send(subject: str, template: str, context: dict[str, object], to: str, answer_to: list[str] | None = None) -> None:
    text = render_to_string(template, context)
    EmailMessage(" ".join(subject.split()), text, None, [to], reply_to=answer_to or None).send()
