"""Long lists in pages: what was asked for in the address, and which page of the rows is shown.

The API pages by where the last page ended (`paging.py`); a person reads “page 2 of 7”.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final, TypeVar

from ninja import Schema
from pydantic import Field, ValidationError

LAST_PAGE: Final = 99_999
PageNumber = Annotated[int, Field(ge=1, le=LAST_PAGE)]
Words = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]
Query = TypeVar("Query", bound=Schema)


def asked(kind: type[Query], query: Mapping[str, Any]) -> Query:
    """What an address asks for; a value that is out of bounds counts as not asked."""
    values = {name: query[name] for name in kind.model_fields if name in query}
    try:
        return kind.model_validate(values)
    except ValidationError as problem:
        wrong = {str(part["loc"][0]) for part in problem.errors() if part["loc"]}
        return kind.model_validate({name: value for name, value in values.items() if name not in wrong})


@dataclass(frozen=True)
class Pager:
    """Which page of how many rows: `start` and `end` cut them, page 1 where there are fewer."""

    asked: int
    rows: int
    rows_a_page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.rows // self.rows_a_page))

    @property
    def page(self) -> int:
        return min(self.asked, self.pages)

    @property
    def start(self) -> int:
        return (self.page - 1) * self.rows_a_page

    @property
    def end(self) -> int:
        return self.start + self.rows_a_page
