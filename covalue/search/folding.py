"""One folding of accents and capitals for every search, in the database's own words: `name__folded="étoile"`.

`rules.folded` is what both databases ask. SQLite calls it; PostgreSQL has a function made of its table, so that what is found
is the same, whatever its locale.
"""

from collections.abc import Iterable
from typing import Any, Final, TypeVar

from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Q, QuerySet

from covalue.search.rules import asked_terms, folded

NAME: Final = "covalue_folded"
SHORTEST: Final = 3  # letters: fewer are in nearly every text
Row = TypeVar("Row", bound=models.Model)
# Latin, Greek, Cyrillic, Armenian, marks that stand by themselves, Latin with two accents, ligatures and wide letters.
CAPITALS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LETTERS: Final = ((0x41, 0x5A), (0x80, 0x6FF), (0x1AB0, 0x1FFF), (0x2010, 0x214F), (0xFB00, 0xFB06), (0xFF01, 0xFF5E))


class Folded(models.Lookup[Any]):
    """Whether a text holds another, without accents and capitals."""

    lookup_name = "folded"
    prepare_rhs = False
    condition = "> 0"  # of the place the other begins at, 1 the first

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> Any:
        held, held_values = self.process_lhs(compiler, connection)
        place = "strpos" if connection.vendor == "postgresql" else "instr"
        return f"{place}({NAME}({held}), {NAME}(%s)) {self.condition}", [*held_values, str(self.rhs)]


class FoldedStart(Folded):
    """Whether a text begins with another, without accents and capitals."""

    lookup_name = "folded_start"
    condition = "= 1"


class FoldedExact(Folded):
    """Whether two texts are the same without accents and capitals."""

    lookup_name = "folded_exact"

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> Any:
        held, held_values = self.process_lhs(compiler, connection)
        return f"{NAME}({held}) = {NAME}(%s)", [*held_values, str(self.rhs)]


LOOKUPS: Final = (Folded, FoldedStart, FoldedExact)


def with_words(rows: QuerySet[Row], text: str, *fields: str) -> QuerySet[Row]:
    """The rows that hold every typed word in one of these fields; none where too little was typed to look for."""
    words = asked_terms(text)
    if sum(map(len, words)) < SHORTEST:
        return rows.none()
    fits = Q()
    for word in words:
        holds = Q()
        for name in fields:
            holds |= Q(**{f"{name}__folded": word})
        fits &= holds
    return rows.filter(fits)


def teach(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    """Give a new connection to SQLite the function."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(NAME, 1, _folded_or_none, deterministic=True)


def prepare(using: str, **_signal: Any) -> None:
    """Make the function in PostgreSQL, or make it again; after every migration."""
    connection = connections[using]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(for_postgresql())


def for_postgresql() -> str:
    """CREATE FUNCTION of the same folding, written from the table of `rules.folded`.

    A text of plain letters, as most are, is only made small.
    """
    letters = [chr(code) for first, last in LETTERS for code in range(first, last + 1)]
    short = [(letter, folded(letter)) for letter in letters if folded(letter) != letter and len(folded(letter)) <= 1]
    long = [(letter, folded(letter)) for letter in letters if len(folded(letter)) > 1]
    kept, dropped = [pair for pair in short if pair[1]], [letter for letter, plain in short if not plain]
    source = "".join(letter for letter, _plain in kept) + "".join(dropped) + "'"
    target = "".join(plain for _letter, plain in kept)
    plain_capitals = f"translate(words, {_text(CAPITALS + chr(39))}, {_text(CAPITALS.lower())})"
    one_for_one = f"translate(words, {_text(source)}, {_text(target)})"
    spelt_out = one_for_one
    for letter, plain in long:
        spelt_out = f"replace({spelt_out}, {_text(letter)}, {_text(plain)})"
    of_several = "".join(letter for letter, _plain in long)
    return (
        f"CREATE OR REPLACE FUNCTION {NAME}(words text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$"
        f" SELECT CASE WHEN octet_length(words) = char_length(words) THEN {plain_capitals}"
        f" WHEN translate(words, {_text(of_several)}, '') = words THEN {one_for_one} ELSE {spelt_out} END $$"
    )


def holding(texts: Iterable[str], words: str) -> list[bool]:
    """For each text whether all words are in it, folded: for tables that are searched without the database."""
    wanted = [folded(word) for word in words.split()]
    return [all(word in plain for word in wanted) for plain in map(folded, texts)]


def _folded_or_none(text: Any) -> str | None:
    return None if text is None else folded(str(text))


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
