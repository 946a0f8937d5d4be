"""Numbers and amounts in a page's dataclass, as the API answers them.

pydantic is asked for when the API describes itself: commands compute without it.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

from covalue.core import money

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema


class _Written:
    """How a value is answered: by a function, and as what."""

    def __init__(self, write: Callable[[Any], Any], kind: type) -> None:
        self.write, self.kind = write, kind

    def __get_pydantic_core_schema__(self, source: Any, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        from pydantic import PlainSerializer

        return PlainSerializer(self.write, return_type=self.kind).__get_pydantic_core_schema__(source, handler)


Number = Annotated[Decimal, _Written(float, float)]
Cents = Annotated[Decimal | float, _Written(money.cents, Decimal)]
Amount = Annotated[Decimal, _Written(money.cents, Decimal)]  # cents that are added up before
