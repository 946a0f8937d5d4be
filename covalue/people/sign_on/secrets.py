"""Sealing what has to be read again, such as the secret an authenticator app shares with us."""

import base64
import hashlib
import hmac
from typing import Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.encoding import force_bytes

PURPOSE: Final = b"covalue second factors v1"


def sealed(text: str) -> str:
    """Encrypted and authenticated under the present secret key."""
    return _keys().encrypt(text.encode()).decode()


def opened(text: str) -> str:
    """What was sealed under the present secret key or one of its fallbacks; "" for anything else."""
    try:
        return _keys().decrypt(text.encode()).decode()
    except InvalidToken:
        return ""


def _keys() -> MultiFernet:
    return MultiFernet([_key(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str | bytes) -> Fernet:
    derived = hmac.new(force_bytes(secret), PURPOSE, hashlib.sha256).digest()
    return Fernet(base64.urlsafe_b64encode(derived))
