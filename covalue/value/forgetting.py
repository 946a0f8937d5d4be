"""What targets, cases, claims and signatures forget of a contact.

What was signed is sealed and stays word for word, for it is evidence (GDPR article 17, 3 e); who signed it is taken out, which
the seal allows: name, mail and remark are sealed by commitments.
"""

from covalue.accounts.forgetting import Forgotten, replace_name
from covalue.value.models import (
    Claim,
    Confirmation,
    Distinction,
    Initiative,
    SheetRevision,
    Signature,
    SignatureRequest,
    Target,
)
from covalue.value.signing import sealing


def forget(gone: Forgotten) -> None:
    if not gone.keep_words:
        Target.objects.filter(validated_by=gone.contact).update(validated_words="")
        Confirmation.objects.filter(contact=gone.contact).update(words="")
    targets = Target.objects.filter(account=gone.account)
    replace_name(gone, targets, "title", "success", "validated_words", "parked_reason")
    replace_name(gone, Confirmation.objects.filter(initiative__account=gone.account), "words")
    replace_name(gone, Initiative.objects.filter(account=gone.account), "title")
    replace_name(gone, Distinction.objects.filter(first__account=gone.account), "why")
    replace_name(gone, Claim.objects.filter(account=gone.account), "remark")
    _sheets(gone)
    _requests(gone)
    _signatures(gone)


def _sheets(gone: Forgotten) -> None:
    for initiative in Initiative.objects.filter(account=gone.account):
        initiative.sheet = gone.in_data(initiative.sheet)
        initiative.save(update_fields=["sheet"])
    for revision in SheetRevision.objects.filter(initiative__account=gone.account):
        revision.sheet = gone.in_data(revision.sheet)
        revision.save(update_fields=["sheet"])
    for confirmation in Confirmation.objects.filter(initiative__account=gone.account):
        confirmation.row = gone.in_data(confirmation.row)
        confirmation.save(update_fields=["row"])


def _requests(gone: Forgotten) -> None:
    """Their links open nothing any more."""
    theirs = SignatureRequest.objects.filter(contact=gone.contact)
    theirs.filter(answered_at=None, revoked_at=None).update(revoked_at=gone.contact.erased_at)
    theirs.update(email="")
    if not gone.keep_words:
        theirs.update(returned_words="")
    rows = SignatureRequest.objects.filter(account=gone.account)
    replace_name(gone, rows, "words", "returned_words")
    for signature_request in rows.filter(signature=None, document__icontains=gone.name):
        signature_request.document = gone.in_text(signature_request.document)
        signature_request.save(update_fields=["document"])


def _signatures(gone: Forgotten) -> None:
    signed = Signature.objects.filter(contact=gone.contact)
    for_them = Signature.objects.filter(account=gone.account, behalf_name=gone.name)
    named = Signature.objects.filter(account=gone.account, remark__icontains=gone.name)
    touched = {*signed, *for_them, *named}
    signed.update(signer_name="", signer_email="", behalf_name="", signer_salt="")
    for_them.update(behalf_name="", signer_salt="")
    if not gone.keep_words:
        signed.update(remark="", remark_salt="")
    named.update(remark="", remark_salt="")
    for signature in Signature.objects.filter(pk__in=[row.pk for row in touched]):
        sealing.erased(signature).save(update_fields=["signer_left", "remark_left"])
