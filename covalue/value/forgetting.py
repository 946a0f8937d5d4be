"""What targets, cases, claims and signatures forget of a contact.

What was signed is sealed and stays word for word, for it is evidence (GDPR article 17, 3 e); who signed it is taken out, which
the seal allows: name, mail and remark are sealed by commitments.
"""

from typing import Final

from covalue.accounts.forgetting import Forgotten
from covalue.accounts.lineage import in_parts
from covalue.value.models import Confirmation, Signature, SignatureRequest, Target
from covalue.value.signing import sealing

SEALED: Final = (
    "document",
    "amounts",
    "currency",
    "signer_name",
    "behalf_name",
    "signer_salt",
    "signer_commitment",
    "signer_left",
    "remark",
    "remark_salt",
    "remark_commitment",
    "remark_left",
    "belongs",
    "previous",
    "digest",
    "mark",
)


def forget(gone: Forgotten) -> None:
    if not gone.keep_words:
        Target.objects.filter(validated_by__in=gone.contacts).update(validated_words="")
        Confirmation.objects.filter(contact__in=gone.contacts).update(words="")
    _requests(gone)
    _signatures(gone)


def _requests(gone: Forgotten) -> None:
    """What others were asked to sign and have not says nothing of them."""
    for some in in_parts(gone.accounts):
        for row in SignatureRequest.objects.filter(account__in=some, signature=None):
            if gone.person.is_in(row.document):
                row.document = gone.person.out_of(row.document)
                row.save(update_fields=["document"])


def _signatures(gone: Forgotten) -> None:
    rows = [row for some in in_parts(gone.accounts) for row in Signature.objects.filter(account__in=some)]
    signed = {row.pk for row in rows if row.contact_id in gone.contacts}
    for_them = {row.pk for row in rows if gone.person.is_in(row.behalf_name)}
    named = {row.pk for row in rows if gone.person.is_in(row.remark)}
    Signature.objects.filter(pk__in=signed).update(signer_name="", signer_email="", behalf_name="", signer_salt="")
    Signature.objects.filter(pk__in=for_them).update(behalf_name="", signer_salt="")
    wordless = named if gone.keep_words else named | signed
    Signature.objects.filter(pk__in=wordless).update(remark="", remark_salt="")
    for signature in Signature.objects.filter(pk__in=signed | for_them | named):
        sealing.erased(signature).save(update_fields=["signer_left", "remark_left"])
