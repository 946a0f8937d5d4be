"""Files a claim rests on: the digest of their content goes into what is signed, so that they cannot be exchanged later."""

import hashlib

from covalue.accounts.models import Attachment


def digest_of(file: Attachment) -> str:
    """SHA-256 of a file's content, read in pieces."""
    with file.content.open("rb") as content:
        digest = hashlib.sha256()
        for piece in content.chunks():
            digest.update(piece)
    return digest.hexdigest()
