"""Arithmetic over the columns of a file, as a mapping may have it: Quantity*UnitPrice.

Parsed by sqlglot, and only what is listed here is let through: it never reaches the engine as the text that was typed.
Imported where arithmetic is met and not before: few files need it, and sqlglot is a quarter of a second and 25 MB.
"""

from collections.abc import Callable, Mapping
from typing import Final

import sqlglot
from sqlglot import exp

from covalue.ledger.rules import LedgerInputError

ALLOWED: Final = (
    exp.Add,
    exp.Sub,
    exp.Mul,
    exp.Div,
    exp.Neg,
    exp.Paren,
    exp.Column,
    exp.Identifier,
    exp.Literal,
)


def parse(text: str, column_of: Callable[[str], str], *, field_name: str) -> tuple[str, tuple[str, ...]]:
    """The arithmetic with its columns' names as the file has them, and those names.

    `column_of` finds a column by what was typed, and raises where there is none. Raises LedgerInputError.
    """
    try:
        tree = sqlglot.parse_one(text, dialect="duckdb")
    except sqlglot.errors.SqlglotError:
        raise LedgerInputError(f"“{text}” for {field_name} is neither a column nor arithmetic over columns.") from None
    for node in tree.walk():
        if not isinstance(node, ALLOWED) or (isinstance(node, exp.Literal) and node.is_string):
            raise LedgerInputError(
                f"“{text}” for {field_name}: only + - * / and parentheses over columns and numbers are understood."
            )
    used = []
    for node in list(tree.find_all(exp.Column)):
        name = column_of(node.sql() if node.table else node.name)
        node.set("this", exp.to_identifier(name, quoted=True))
        used.append(name)
    return str(tree.sql(dialect="duckdb")), tuple(dict.fromkeys(used))


def sql(text: str, number_of: Mapping[str, str]) -> str:
    """What `parse` let through as SQL, with each column replaced by the expression that reads it as a number."""

    def put(node: exp.Expression) -> exp.Expression:
        if isinstance(node, exp.Column):
            return exp.paren(sqlglot.parse_one(number_of[node.name], dialect="duckdb"))
        return node

    def guard(node: exp.Expression) -> exp.Expression:
        if isinstance(node, exp.Div):
            node.set("expression", exp.func("nullif", node.expression, exp.Literal.number(0)))
        return node

    return str(sqlglot.parse_one(text, dialect="duckdb").transform(guard).transform(put).sql(dialect="duckdb"))
