"""Which rows of a long list are shown: those that hold the words searched for, a page at a time."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from covalue.search import folding

if TYPE_CHECKING:
    import pyarrow as pa

ROWS_A_PAGE: Final = 50


@dataclass(frozen=True)
class Pager:
    """Which page of how many rows: `start` and `end` cut them, page 1 where there are fewer."""

    asked: int
    rows: int
    rows_a_page: int = ROWS_A_PAGE

    @property
    def pages(self) -> int:
        return max(1, -(-self.rows // self.rows_a_page))

    @property
    def page(self) -> int:
        return min(self.asked, self.pages)

    @property
    def start(self) -> int:
        return (self.page - 1) * self.rows_a_page

    def cut(self, table: Any) -> Any:
        """The rows of the page out of an Arrow table of all."""
        return table.slice(self.start, self.rows_a_page)

    @property
    def end(self) -> int:
        return self.start + self.rows_a_page


def with_words(table: "pa.Table", words: str, *columns: str) -> "pa.Table":
    """The rows that hold every word in these columns together, without accents and capitals, as every search finds them."""
    if not words.strip():
        return table
    import pyarrow as pa

    texts = zip(*(table[column].to_pylist() for column in columns), strict=True)
    return table.filter(pa.array(folding.holding((" ".join(map(str, row)) for row in texts), words), pa.bool_()))
