"""Which state of a row somebody saw, so that nobody overwrites what they did not see.

A version is a digest of every column: whoever changes anything, by page, import or API, changes it. RFC 9110 §8.8, §13.1.
"""

import hashlib
import json
from collections.abc import Callable
from typing import Any, Final, TypeVar

from django.db.models import FileField, Model
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Schema

from covalue.core import errors

Row = TypeVar("Row", bound=Model)

IF_MATCH: Final[dict[str, Any]] = {
    "parameters": [
        {
            "in": "header",
            "name": "If-Match",
            "required": True,
            "schema": {"type": "string"},
            "description": "the `ETag` (or `version`) of what you saw; `*` overwrites the current version",
        }
    ]
}
IF_MATCH_OPTIONAL: Final[dict[str, Any]] = {"parameters": [{**IF_MATCH["parameters"][0], "required": False}]}


class NotConditionalError(errors.Refused):
    """A change that does not say which state it is a change of."""

    status = 428


class StaleError(errors.Refused):
    """Somebody changed it since; `version` is the present one."""

    status = 412

    def __init__(self, version: str) -> None:
        super().__init__(
            _("Someone has changed this since you read it. Read it again, then change the current version.")
        )
        self.version = version


class Versioned(Schema):
    """An answer that is read from a row, with the row's version beside the fields it names."""

    version: str

    @staticmethod
    def resolve_version(row: Model) -> str:
        return of(row)


def of(row: Model, *more: object) -> str:
    """The version of a row: of its columns, and of whatever else is edited with it."""
    columns = row._meta.concrete_fields
    values = [
        str(getattr(row, column.attname)) if isinstance(column, FileField) else getattr(row, column.attname)
        for column in columns
    ]
    return digest(*values, *more)


def digest(*values: object) -> str:
    """Twenty characters that differ as soon as one value does."""
    return hashlib.sha256(json.dumps(values, default=str).encode()).hexdigest()[:20]


def hold(request: HttpRequest, row: Row, version: Callable[[Row], str] = of) -> Row:
    """The row as it is now, locked until the transaction ends; refused unless it is the one the caller saw."""
    asked = _asked(request)
    if not asked:
        raise NotConditionalError(_("Say which version you change: send its ETag as If-Match."))
    manager = type(row)._base_manager
    if not manager.select_for_update().filter(pk=row.pk).values_list("pk", flat=True):
        raise errors.NotFound()
    row.refresh_from_db()
    check(request, version(row))
    return row


def check(request: HttpRequest, version: str) -> None:
    """Refuse if the caller says they saw another version. Who says nothing is let through."""
    asked = _asked(request)
    if asked and "*" not in asked and version not in asked:
        raise StaleError(version)


def _asked(request: HttpRequest) -> list[str]:
    """The tags of If-Match. A proxy that compresses marks them weak (W/): ours tell of the row, not of bytes."""
    header = request.headers.get("If-Match", "")
    return [tag.strip().removeprefix("W/").strip('"') for tag in header.split(",") if tag.strip()]
