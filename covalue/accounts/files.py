"""What may be attached: told by content, never by what the name claims; nothing active is ever served."""

import secrets
from pathlib import PurePosixPath
from typing import Final

from django.core.files import File
from django.core.files.storage import Storage, storages
from django.utils.translation import gettext as _

from covalue.core import errors

MAGIC: Final = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"PK\x03\x04", "application/zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"{\\rtf", "application/rtf"),
)
REFUSED: Final = ((b"MZ", "a Windows program"), (b"\x7fELF", "a program"), (b"#!", "a script"))
FORBIDDEN_IN_NAMES: Final = frozenset('/\\<>:"|?*')


def storage() -> Storage:
    """Where files lie; asked when one is saved, so that no migration holds a folder's name."""
    return storages["default"]


def accepted(upload: File[bytes], *, limit: int) -> tuple[str, str]:
    """The name to show and the media type by content of a file that may be kept; otherwise BadInput."""
    size = upload.size or 0
    if size == 0:
        raise errors.BadInput(_("The file is empty."), field="file")
    if size > limit:
        raise errors.TooLarge(_("The file is larger than {size} MB.").format(size=limit // 1024 // 1024), field="file")
    head = upload.read(4096)
    upload.seek(0)
    for magic, what in REFUSED:
        if head.startswith(magic):
            raise errors.BadInput(_("This is {what}; programs are not kept here.").format(what=what), field="file")
    return shown_name(upload.name or "file"), _media_type(head)


def shown_name(name: str) -> str:
    """The last part of a name, without path tricks, control characters or right-to-left overrides."""
    last = PurePosixPath(name.replace("\\", "/")).name
    kept = "".join(c for c in last if c.isprintable() and c not in FORBIDDEN_IN_NAMES and not "‪" <= c <= "‮")
    return kept.strip(". ")[-200:] or "file"


def stored_name() -> str:
    """A name on disk that says nothing and cannot be guessed."""
    return f"{secrets.token_hex(16)}.bin"


def _media_type(head: bytes) -> str:
    for magic, media_type in MAGIC:
        if head.startswith(magic):
            return media_type
    try:
        head.decode()
    except UnicodeDecodeError as problem:
        if problem.start < len(head) - 4:
            return "application/octet-stream"
    return "text/plain" if b"\x00" not in head else "application/octet-stream"
