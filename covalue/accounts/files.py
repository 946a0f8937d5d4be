"""What may be attached: told by content, never by what the name claims; nothing active is ever served."""

import secrets
import unicodedata
from pathlib import PurePosixPath
from typing import Final

from django.core.files import File
from django.core.files.storage import Storage, storages
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from covalue.core import errors

MAGIC: Final = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"PK\x03\x04", "application/zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"{\\rtf", "application/rtf"),
)
WINDOWS_PROGRAM: Final = gettext_lazy("a Windows program")
PROGRAM: Final = gettext_lazy("a program")
REFUSED: Final = (
    (b"MZ", WINDOWS_PROGRAM),
    (b"L\x00\x00\x00\x01\x14\x02\x00", gettext_lazy("a Windows shortcut")),
    (b"\x7fELF", PROGRAM),
    (b"\xfe\xed\xfa", PROGRAM),  # Mach-O, either byte order
    (b"\xce\xfa\xed\xfe", PROGRAM),
    (b"\xcf\xfa\xed\xfe", PROGRAM),
    (b"\xca\xfe\xba\xbe", PROGRAM),  # Java, and Mach-O for several processors
    (b"\x00asm", PROGRAM),
    (b"#!", gettext_lazy("a script")),
)
FORBIDDEN_IN_NAMES: Final = frozenset('/\\<>:"|?*')
# Names Windows keeps for devices, whatever comes after the first dot (learn.microsoft.com, “Naming files”).
DEVICES: Final = frozenset(
    ["con", "prn", "aux", "nul", "conin$", "conout$"]
    + [f"{port}{n}" for port in ("com", "lpt") for n in "0123456789¹²³"]
)
LONGEST_NAME: Final = 200  # bytes; most file systems end at 255
LONGEST_SUFFIX: Final = 16


def storage() -> Storage:
    """Where files lie; asked when one is saved, so that no migration holds a folder's name."""
    return storages["default"]


def accepted(upload: File[bytes], *, limit: int, left: int) -> tuple[str, str]:
    """The name to show and the media type by content of a file that may be kept.

    `limit` is what one file may hold, `left` what the account may still take, both in bytes. Otherwise BadInput or
    TooLarge.
    """
    size = upload.size or 0
    if size == 0:
        raise errors.BadInput(_("The file is empty."), field="file")
    if size > limit:
        raise errors.TooLarge(_("The file is larger than {size} MB.").format(size=limit // 1024 // 1024), field="file")
    if size > left:
        raise errors.TooLarge(
            _("Only {size} MB of file storage is left for this account. Remove files, or ask for more space.").format(
                size=max(left, 0) // 1024 // 1024
            ),
            field="file",
        )
    head = upload.read(4096)
    upload.seek(0)
    for magic, what in REFUSED:
        if head.startswith(magic):
            raise errors.BadInput(_("This is {what}. Programs cannot be uploaded.").format(what=what), field="file")
    return shown_name(upload.name or "file"), _media_type(head)


def shown_name(name: str) -> str:
    """The last part of a name: no path, control or direction marks, no name of a Windows device, at most 200 bytes."""
    last = PurePosixPath(unicodedata.normalize("NFC", name).replace("\\", "/")).name
    shown = "".join(c for c in last if c.isprintable() and c not in FORBIDDEN_IN_NAMES).strip(". ")
    if shown.partition(".")[0].strip().lower() in DEVICES:
        shown = f"_{shown}"
    return _shortened(shown) or "file"


def stored_name() -> str:
    """A name on disk that says nothing and cannot be guessed."""
    return f"{secrets.token_hex(16)}.bin"


def _shortened(name: str) -> str:
    """A name within LONGEST_NAME bytes; its ending stays."""
    if len(name.encode()) <= LONGEST_NAME:
        return name
    suffix = PurePosixPath(name).suffix
    suffix = suffix if len(suffix.encode()) <= LONGEST_SUFFIX else ""
    stem = name[: len(name) - len(suffix)].encode()[: LONGEST_NAME - len(suffix.encode())]
    return stem.decode(errors="ignore").rstrip(". ") + suffix


def _media_type(head: bytes) -> str:
    for magic, media_type in MAGIC:
        if head.startswith(magic):
            return media_type
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image/webp"
    try:
        head.decode()
    except UnicodeDecodeError as problem:
        if problem.start < len(head) - 4:
            return "application/octet-stream"
    return "text/plain" if b"\x00" not in head else "application/octet-stream"
