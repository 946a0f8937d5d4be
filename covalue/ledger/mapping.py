"""Which column of a file is which field of the ledger.

A field is a column, a constant in single quotes ('EUR'), or arithmetic over columns (Quantity*UnitPrice).
"""

import json
import re
import tomllib
from collections.abc import Iterable
from collections.abc import Mapping as Map
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from covalue.ledger import crosstab, headings
from covalue.ledger.headings import LOCAL_MONEY, UNIT_PRICE, Sight
from covalue.ledger.rules import FIELDS, NAMES, NUMBERS, REQUIRED, LedgerInputError
from covalue.ledger.source import Options, quoted_name

READING: Final = ("sheet", "heading", "separator", "encoding")  # where the table is, and how it is written
OPTIONS: Final = (
    "source",
    "date_order",
    "decimal",
    *READING,
    "known_documents",
    "numbering",
    "unknown",
    "turn",
    "far_days",
    "overlap",
    "same_names",
)
WORDS: Final = {
    "decimal": {"comma": ",", "point": ".", "dot": "."},
    "separator": {"tab": "\t", "comma": ",", "semicolon": ";", "bar": "|", "blanks": " "},
}
DATE_ORDERS: Final = ("", "ymd", "dmy", "mdy")
KNOWN_DOCUMENTS: Final = ("hold", "add", "replace")
YEARLY: Final = "yearly"
TURNS: Final = ("", "periods")
OVERLAPS: Final = ("", "add", "replace", "leave")
UNKNOWN: Final = ("", "keep", "create", "reject")
FAR_DAYS: Final = ("", "take")
ASK: Final = "ask"
SAME_NAMES: Final = ("", ASK)
NUMBERINGS: Final = ("", "continuous", YEARLY)


@dataclass(frozen=True)
class Mapping:
    """Fields of the ledger → columns or expressions, and how the file is written. Empty options are found out.

    `heading` is the row that names the columns, 0 to find it; `sheet` one of the names of a workbook's sheets.
    `known_documents`: what becomes of lines that differ from those of a document in the ledger; `numbering`: whether
    document numbers begin again each year, empty as in earlier imports of the source. `unknown`: what becomes of customers
    without an account, empty as usual. `turn`: the columns of a cross table become rows (periods). `far_days`: lines of days
    that are hardly meant, long ago or far ahead, are brought in (take). `overlap`: what becomes of amounts a cross table and
    the ledger both have, empty to be asked. `same_names`: customers called as an account are that account, or each is asked
    about (ask). `columns` are those of the file it was saved with.
    """

    fields: Map[str, str] = field(default_factory=dict)
    source: str = ""
    date_order: str = ""
    decimal: str = ""
    separator: str = ""
    encoding: str = ""
    sheet: str = ""
    heading: int = 0
    known_documents: str = "hold"
    numbering: str = ""
    unknown: str = ""
    turn: str = ""
    far_days: str = ""
    overlap: str = ""
    same_names: str = ""
    columns: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in self.fields:
            if name not in FIELDS:
                raise LedgerInputError(f"The ledger has no field “{name}”. It has: {', '.join(FIELDS)}.")
        if self.date_order not in DATE_ORDERS:
            raise LedgerInputError("The date order is ymd, dmy or mdy.")
        if self.decimal not in ("", ".", ","):
            raise LedgerInputError("The decimal sign is a point or a comma.")
        if self.known_documents not in KNOWN_DOCUMENTS:
            raise LedgerInputError(
                "Lines of known documents that differ are held (hold), added (add) or replace (replace)."
            )
        if self.numbering not in NUMBERINGS:
            raise LedgerInputError("Document numbers are continuous, or begin again each year (yearly).")
        if self.turn not in TURNS:
            raise LedgerInputError("A table's columns are turned into rows by what they are called for: periods.")
        if self.far_days not in FAR_DAYS:
            raise LedgerInputError("Lines of days long ago or far ahead are rejected, or brought in: far_days=take.")
        if self.overlap not in OVERLAPS:
            raise LedgerInputError(
                "Amounts of months that are in the ledger already are added (add), replaced (replace) or left out (leave)."
            )
        if self.same_names not in SAME_NAMES:
            raise LedgerInputError("Customers called as an account are that account, or asked about: same_names=ask.")
        if self.unknown not in UNKNOWN:
            raise LedgerInputError(
                "Lines of customers without an account are kept (keep), rejected (reject), or it is created (create)."
            )

    @classmethod
    def load(cls, path: Path) -> "Mapping":
        """A mapping saved as TOML."""
        try:
            return cls.from_toml(path.read_text(encoding="utf-8"))
        except OSError:
            raise LedgerInputError(f"The mapping {path.name} cannot be read.") from None

    @classmethod
    def from_toml(cls, text: str) -> "Mapping":
        try:
            return cls.from_dict(tomllib.loads(text))
        except tomllib.TOMLDecodeError as problem:
            raise LedgerInputError(f"The mapping is not TOML: {problem}") from None

    @classmethod
    def from_dict(cls, values: Map[str, Any]) -> "Mapping":
        """A mapping of plain values; signs may be said in words (comma, point, tab)."""
        options: dict[str, Any] = {name: _meant(name, str(values[name])) for name in OPTIONS if values.get(name)}
        if "heading" in options:
            options["heading"] = _row_number(options["heading"])
        columns = tuple(map(str, values.get("columns") or ()))
        return cls(
            fields={str(k): str(v) for k, v in dict(values.get("fields", {})).items()}, columns=columns, **options
        )

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "fields": dict(self.fields), "columns": list(self.columns)}

    def to_toml(self) -> str:
        options = [f"{name} = {json.dumps(getattr(self, name))}" for name in OPTIONS if getattr(self, name)]
        fields = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in self.fields.items()]
        columns = [f"columns = {json.dumps(self.columns, ensure_ascii=False)}"] if self.columns else []
        return "\n".join([*options, *columns, "", "[fields]", *fields, ""]).lstrip("\n")

    @property
    def settings(self) -> tuple[str, ...]:
        """What it says beside the fields, as it is said: decimal=comma."""
        plain = Mapping()
        said = {name: getattr(self, name) for name in OPTIONS if getattr(self, name) != getattr(plain, name)}
        words = {name: {sign: word for word, sign in reversed(WORDS[name].items())} for name in WORDS}
        return tuple(f"{name}={words.get(name, {}).get(value, value)}" for name, value in said.items())

    @property
    def options(self) -> Options:
        """Where the table is in the file, and how it is written."""
        return Options(
            separator=self.separator, encoding=self.encoding, sheet=self.sheet, heading=self.heading, turn=self.turn
        )

    @property
    def required(self) -> tuple[str, ...]:
        """The fields the ledger cannot do without: lines of a turned table are known by their labels and period; a name alone
        tells no customer and no offering.
        """
        named = tuple(name.removesuffix("_name") for name in NAMES if self.fields.get(name))
        return (*named, *(name for name in REQUIRED if name != "document" or not self.turn))

    def with_pairs(self, pairs: Map[str, str]) -> "Mapping":
        """The same mapping with some fields and settings (date_order=mdy, decimal=comma) set otherwise."""
        settings = {name: value for name, value in pairs.items() if name in OPTIONS}
        fields = {name: value for name, value in pairs.items() if name not in OPTIONS}
        return Mapping.from_dict({**self.as_dict(), **settings, "fields": {**self.fields, **fields}})

    def check(self, columns: Iterable[str]) -> None:
        """Whether every field finds its columns; says which one does not."""
        known = tuple(columns)
        for name in self.required:
            if not self.fields.get(name) and (periods := crosstab.periods_in(known)):
                raise CrossTableError(periods)
            if not self.fields.get(name):
                raise MissingColumnError(name, known)
        for name, text in self.fields.items():
            (parse_number if name in NUMBERS else parse_text)(text, known, field_name=name)

    def unused(self, columns: Iterable[str]) -> tuple[str, ...]:
        """The columns no field takes, in the order of the file; the mapping is one that `check` let through."""
        known = tuple(columns)
        used: set[str] = set()
        for name, text in self.fields.items():
            part = (parse_number if name in NUMBERS else parse_text)(text, known, field_name=name)
            if isinstance(part, Column):
                used.add(part.name)
            elif isinstance(part, Arithmetic):
                used.update(part.columns)
        return tuple(column for column in known if column not in used)


class CrossTableError(LedgerInputError):
    """A table with a column for each period, which has no lines."""

    def __init__(self, periods: tuple[str, ...]) -> None:
        super().__init__(
            f"This is a cross table: it has a column for each period ({', '.join(periods[:4])} …). The ledger needs one line for "
            "each amount. Turn the columns into rows, or export a list of invoices instead."
        )


class MissingColumnError(LedgerInputError):
    """A field the ledger cannot do without has no column; `field` is its name."""

    def __init__(self, field: str, columns: tuple[str, ...]) -> None:
        super().__init__(f"Choose the column for the {field}. The file has: {', '.join(columns[:30])}.")
        self.field = field


@dataclass(frozen=True)
class Column:
    """A field taken from one column."""

    name: str


@dataclass(frozen=True)
class Constant:
    """A field with the same value on every line."""

    value: str


@dataclass(frozen=True)
class Arithmetic:
    """A number computed from columns; `text` was let through by `arithmetic.parse`."""

    text: str
    columns: tuple[str, ...]

    def sql(self, number_of: Map[str, str]) -> str:
        """As SQL, with each column replaced by the expression that reads it as a number."""
        from covalue.ledger import arithmetic

        return arithmetic.sql(self.text, number_of)


def parse_text(text: str, columns: tuple[str, ...], *, field_name: str) -> Column | Constant:
    """A field of text: a column, or a constant in single quotes."""
    if len(text) > 1 and text[0] == text[-1] == "'":
        return Constant(text[1:-1].replace("''", "'"))
    column = _column(text, columns)
    if column is None:
        raise _no_column(text, columns, field_name)
    return Column(column)


def parse_number(text: str, columns: tuple[str, ...], *, field_name: str) -> Column | Arithmetic:
    """A field that is a number: a column, or arithmetic over columns and numbers."""
    column = _column(text, columns)
    if column is not None:
        return Column(column)
    from covalue.ledger import arithmetic

    def column_of(name: str) -> str:
        column = _column(name, columns)
        if column is None:
            raise _no_column(name, columns, field_name)
        return column

    return Arithmetic(*arithmetic.parse(text, column_of, field_name=field_name))


def suggest(columns: Iterable[str], sample: Iterable[Map[str, str]] = ()) -> Mapping:
    """The likeliest mapping by the names systems use; what is not recognised, or doubtful, is left open."""
    sight = Sight.of(columns, sample)
    fields = headings.recognised(sight, FIELDS)
    for name in NAMES:
        if name.removesuffix("_name") not in fields:
            fields.pop(name, None)
    shares = "discount" in fields and _share(fields["discount"], sight.rows)
    price = next((sight.by_name[name] for name in headings.folds(UNIT_PRICE) if name in sight.by_name), None)
    if "amount" not in fields and price and "quantity" in fields:
        fields["amount"] = f"{as_typed(fields['quantity'])}*{as_typed(price)}"
        if shares:
            fields["amount"] += f"*(1-{as_typed(fields.pop('discount'))})"
    if shares and sight.rows:
        fields.pop("discount", None)  # a share is no money
    if headings.folded(fields.get("amount", "")) in headings.folds(LOCAL_MONEY):
        fields.pop("currency", None)
    return Mapping(fields={name: fields[name] for name in FIELDS if name in fields})


def _share(column: str, rows: Iterable[Map[str, str]]) -> bool:
    """Whether a discount column holds shares (0.15) rather than money."""
    try:
        return all(0 <= float(row.get(column, "0") or 0) <= 1 for row in rows)
    except ValueError:
        return False


def as_typed(column: str) -> str:
    """A column as somebody would write it in a mapping."""
    return column if re.fullmatch(r"[A-Za-z_]\w*", column) else quoted_name(column)


def _meant(name: str, text: str) -> str:
    """What a setting says, where it is said in a word."""
    return WORDS.get(name, {}).get(text.strip().casefold(), text)


def _row_number(text: str) -> int:
    if not text.strip().isdecimal():
        raise LedgerInputError("The heading is the number of a row, such as 3.")
    return int(text)


def _column(text: str, columns: tuple[str, ...]) -> str | None:
    wanted = text.strip()
    if wanted not in columns and len(wanted) > 2 and wanted[0] == wanted[-1] == '"':
        wanted = wanted[1:-1].replace('""', '"')
    if wanted in columns:
        return wanted
    return next((name for name in columns if name.casefold() == wanted.casefold()), None)


def _no_column(text: str, columns: tuple[str, ...], field_name: str) -> LedgerInputError:
    shown = ", ".join(columns[:30])
    return LedgerInputError(f"The file has no column “{text.strip()}” for {field_name}. It has: {shown}.")
