"""What the API's bodies are made of: strict types, so that a wrong one is told and never guessed at."""

import re
from datetime import date, datetime
from typing import Annotated, Any, Final, Protocol, TypeVar

from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import BeforeValidator, ConfigDict, Field, StringConstraints

LARGEST_ID: Final = 2**63 - 1
DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
FIRST_DAY: Final = date(1900, 1, 1)
LAST_DAY: Final = date(2199, 12, 31)

Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]
RowId = Annotated[int, Field(ge=1, le=LARGEST_ID, strict=True)]
Count = Annotated[int, Field(ge=0, le=10_000_000, strict=True)]
Flag = Annotated[bool, Field(strict=True)]
Text = Annotated[str, Field(strict=True, pattern=r"^[^\x00]*$")]
Trimmed = Annotated[Text, StringConstraints(strip_whitespace=True)]  # without blanks around it, as a form sends it


class In(Schema):
    """A request body: unknown fields are rejected."""

    model_config = ConfigDict(extra="forbid")


class Ref(Schema):
    """A reference to a row elsewhere."""

    id: int
    name: str


class Named(Protocol):
    """Any row with a number and a name."""

    pk: Any
    name: Any


def ref(row: Named | None) -> Ref | None:
    """How another row is named in an answer."""
    return None if row is None else Ref(id=row.pk, name=row.name)


def refs(rows: Any) -> list[Ref]:
    return [Ref(id=row.pk, name=row.name) for row in rows]


Answer = TypeVar("Answer", bound=Schema)


def answer(kind: type[Answer], row: Any, **others: Any) -> Answer:
    """An answer with the row's attributes of the same names; `others` are the fields that are something else."""
    return kind(**{name: getattr(row, name) for name in kind.model_fields if name not in others}, **others)


def forget_default(schema: dict[str, Any]) -> None:
    """The default of a field that is left out is never used, so no description shows it."""
    schema.pop("default", None)


def left_out(**options: Any) -> Any:
    """A field that stays as it is unless it is sent."""
    return Field(default=None, json_schema_extra=forget_default, **options)


def _day(value: object) -> object:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not DAY.fullmatch(value):
        raise ValueError(_("write a date like 2026-11-30"))
    day = date.fromisoformat(value)
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(_("this date is out of range"))
    return day


Day = Annotated[date, BeforeValidator(_day)]
