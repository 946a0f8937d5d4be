"""Long lists in pages: what was asked for in the address, and which page of the rows is shown.

The API pages by where the last page ended (`paging.py`); a person reads “page 2 of 7”.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final, TypeVar

from django.http import HttpRequest
from django.utils.functional import Promise
from ninja import Schema
from pydantic import Field, ValidationError

from covalue.core import errors

LAST_PAGE: Final = 99_999
PageNumber = Annotated[int, Field(ge=1, le=LAST_PAGE)]
Words = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]
Query = TypeVar("Query", bound=Schema)


class Search(Schema):
    """Words searched for, and the page shown."""

    q: Words = ""
    page: PageNumber = 1


def asked(kind: type[Query], query: Mapping[str, Any], *, refuse: Collection[str] = ()) -> Query:
    """What an address asks for; a value that is out of bounds counts as not asked, BadInput for those named in `refuse`.

    What is left empty counts as not asked, too, where the default is None.
    """
    fields = {info.alias or name: info for name, info in kind.model_fields.items()}
    values = {
        name: query[name] for name in fields if name in query and (query[name] or fields[name].default is not None)
    }
    try:
        return kind.model_validate(values)
    except ValidationError as problem:
        wrong = {str(part["loc"][0]): part["msg"] for part in problem.errors() if part["loc"]}
    for name in refuse:
        if name in wrong:
            raise errors.BadInput(wrong[name], field=name)
    return kind.model_validate({name: value for name, value in values.items() if name not in wrong})


def with_query(request: HttpRequest, **changes: Any) -> str:
    """This page's address with some of its query changed; an empty value takes a part away; paging starts over."""
    query = request.GET.copy()
    if "page" not in changes:
        query.pop("page", None)
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else "?"


@dataclass(frozen=True)
class FilterBy:
    """One thing a list can be narrowed by: the part `name` of the address, and the values that can be chosen.

    With the value `off` the list is not narrowed by it.
    """

    name: str
    label: str | Promise
    choices: tuple[tuple[str, str | Promise], ...]
    value: str = ""
    off: str = ""

    @property
    def active(self) -> bool:
        return self.value != self.off

    @property
    def shown(self) -> str:
        """What is chosen, in words."""
        return str(dict(self.choices).get(self.value, self.value))

    @property
    def others(self) -> tuple[tuple[str, str | Promise], ...]:
        """What else can be chosen."""
        return tuple(choice for choice in self.choices if choice[0] not in (self.value, self.off))
