"""Whose mailbox an email address names: how addresses are kept, compared and looked up everywhere."""

import string
import unicodedata
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

SMALL: Final = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def folded(address: str) -> str:
    """An address as it is kept and looked up: capitals of ASCII aside, and nothing else.

    “straße” and “strasse” are two domains, and the sign for Kelvin, which `lower` makes a k, is no K.
    """
    return address.strip().translate(SMALL)


def same(one: str, other: str) -> bool:
    """Whether both name one mailbox."""
    return folded(one) == folded(other)


def validate(address: str) -> None:
    """ValidationError for what is no email address, or one whose mail would go to another domain than the one written.

    What sends mail puts domains into ASCII by IDNA 2003: “straße.de” becomes “strasse.de”, which may be somebody else's.
    """
    validate_email(address)
    name, _at, domain = address.rpartition("@")
    if not name.isascii() or not _kept_by_mail(domain):
        raise ValidationError(
            _("Mail to this address would go to another one. Write it in ASCII (“xn--…”)."), code="invalid"
        )


def _kept_by_mail(domain: str) -> bool:
    if domain.isascii():
        return True
    try:
        sent_to = domain.encode("idna").decode("idna")
    except UnicodeError:
        return False
    return unicodedata.is_normalized("NFC", domain) and sent_to == domain.lower()
