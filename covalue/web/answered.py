"""What the fields of a page's dataclass are to the API: a row by its id and name, or by its id, or nothing at all.

Numbers and amounts are in `amounts.py`. Ninja is asked for when the API describes itself: commands compute without it.
"""

from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from pydantic import Field, GetCoreSchemaHandler, PlainSerializer
from pydantic_core import CoreSchema, core_schema

if TYPE_CHECKING:
    from ninja import Schema


class _Named:
    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        from covalue.web.shapes import Ref, ref

        named = core_schema.plain_serializer_function_ser_schema(ref, return_schema=handler.generate_schema(Ref))
        return core_schema.any_schema(serialization=named)


class _Unread:
    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.any_schema()


class As:
    """How a row in a page's dataclass is answered: `Annotated[Candidate, As(CandidateAnswer)]`."""

    def __init__(self, kind: "type[Schema]") -> None:
        self.kind = kind

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        shape = handler.generate_schema(self.kind)
        answered = core_schema.plain_serializer_function_ser_schema(self.kind.from_orm, return_schema=shape)
        return core_schema.any_schema(serialization=answered)


Shown = TypeVar("Shown")

AsRef = Annotated[Shown, _Named]
AsId = Annotated[Shown, _Unread, PlainSerializer(lambda row: row.pk, return_type=int)]
AccountId = Annotated[int | None, Field(serialization_alias="account")]  # by operations that answer `by_alias`
PageOnly = Annotated[Shown, _Unread, Field(exclude=True)]
