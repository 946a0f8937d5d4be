"""Secrets that are handed out once and kept as hashes only."""

import hashlib
import secrets


def new() -> str:
    """A secret of 256 bits, fit for a link or a header."""
    return secrets.token_urlsafe(32)


def hash_of(secret: str) -> str:
    """What is stored of a secret: SHA-256 is enough for 256 random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()
