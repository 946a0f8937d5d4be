"""Handing a file out: only what was found clean, and never so that a browser would run it."""

from typing import Final

from django.http import FileResponse
from django.utils.translation import gettext as _

from covalue.accounts.models import Attachment, Scan
from covalue.core import errors, scanning

# Pictures only: a browser shows a PDF with a program of its own, and in a sandbox not at all.
SHOWN_IN_PAGE: Final = ("image/png", "image/jpeg", "image/gif", "image/webp")
POLICY: Final = "default-src 'none'; sandbox"


def content(file: Attachment, *, inline: bool) -> FileResponse:
    """The content to save, or for a picture to look at when `inline`. Raises WrongState while it is kept away."""
    guard_readable(file)
    shown = inline and file.media_type in SHOWN_IN_PAGE
    response = FileResponse(
        file.content.open("rb"),
        as_attachment=not shown,
        filename=file.name,
        content_type=file.media_type if shown else "application/octet-stream",
    )
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def guard_readable(file: Attachment) -> None:
    """Refuse what the virus scanner found, and what it has not looked at yet where there is one."""
    if file.scan == Scan.FOUND:
        raise errors.WrongState(
            _("The virus scanner found {finding} in this file, so it is quarantined.").format(finding=file.finding)
        )
    if file.scan == Scan.WAITING or (file.scan == Scan.NONE and scanning.configured()):
        raise errors.WrongState(_("This file is waiting for the virus scan. You can open it once nothing was found."))
