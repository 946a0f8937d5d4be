"""The lines of a scorecard as a table to type in, filled from a file where there is one."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from covalue.core import errors, money
from covalue.standing.inputs import MOST_LINES, ScorecardLineInput
from covalue.standing.models import Scorecard
from covalue.web import inputs

PARTS: Final = ("criterion", "weight", "score", "target", "guess", "driver", "remark")
NUMBERS: Final = ("weight", "score", "target", "guess")
LARGEST: Final = 5 * 1024**2  # bytes of a file
SPARE: Final = 5  # empty rows of a form without script
HEADINGS: Final = {
    "criterion": ("criterion", "criteria", "kpi", "measure", "category", "kriterium", "kennzahl"),
    "weight": ("weight", "weighting", "weight %", "gewicht", "gewichtung"),
    "score": ("score", "rating", "result", "points", "actual", "note", "bewertung", "punkte"),
    "target": ("target", "goal", "ziel", "soll"),
    "guess": ("guess", "our guess", "expected", "schätzung"),
    "driver": ("driver", "treiber"),
    "remark": ("remark", "remarks", "comment", "comments", "note from buyer", "bemerkung", "kommentar"),
}


@dataclass(frozen=True)
class Line:
    """A row of the form as it was typed, with what is wrong with it."""

    place: int
    texts: Mapping[str, str]
    error: str = ""

    @property
    def empty(self) -> bool:
        return not any(self.texts[part].strip() for part in PARTS)


def lines_of(card: Scorecard | None) -> tuple[Line, ...]:
    """The rows of a scorecard, and some that are empty."""
    rows = [
        {
            "criterion": line.criterion,
            "remark": line.remark,
            "driver": line.driver_key,
            **{part: _written(getattr(line, part)) for part in NUMBERS},
        }
        for line in (card.lines.all() if card else ())
    ]
    return _with_spare(rows)


def typed(values: Mapping[str, str]) -> tuple[Line, ...]:
    """The rows as they were typed, empty ones in between as well."""
    rows = [{part: values.get(f"{part}-{place}", "") for part in PARTS} for place in range(MOST_LINES)]
    last = max((place for place, row in enumerate(rows) if any(row.values())), default=-1)
    return _with_spare(rows[: last + 1])


def mapping_of(text: str) -> dict[str, str]:
    """Which column fills which field, a line each such as `criterion = Anforderung`; BadInput for any other line."""
    mapping: dict[str, str] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        part, equals, column = (piece.strip() for piece in line.partition("="))
        if not equals or not column or part not in PARTS:
            sentence = _("“{line}” is not understood. Write a field, = and a column; fields are {fields}.")
            raise errors.BadInput(sentence.format(line=line[:80], fields=", ".join(PARTS)), field="map")
        if part in mapping:
            raise errors.BadInput(_("“{field}” is mapped twice.").format(field=part), field="map")
        mapping[part] = column
    return mapping


def read_file(path: Path, mapping: Mapping[str, str]) -> tuple[Line, ...]:
    """The rows of a file by `mapping`, and by its headings where it says nothing. Nothing is saved.

    BadInput for a file that cannot be read, names no criteria, or lacks a column of the mapping.
    """
    from covalue.masterdata import files

    source = files.look(path)
    if missing := [column for column in mapping.values() if column not in source.columns]:
        raise errors.BadInput(
            _("The file has no column “{column}”. It has: {columns}.").format(
                column=missing[0], columns=", ".join(source.columns)
            ),
            field="map",
        )
    free = [column for column in source.columns if column not in mapping.values()]
    columns = {part: column for part in PARTS if (column := mapping.get(part) or _column(part, free))}
    if "criterion" not in columns:
        raise errors.BadInput(
            _("No column is headed “criterion”. The file has: {columns}.").format(columns=", ".join(source.columns)),
            field="file",
        )
    too_many = errors.BadInput(_("A scorecard has {most} criteria at most.").format(most=MOST_LINES), field="file")
    try:
        sheet = files.read(path, columns, most=MOST_LINES + 1, longest=MOST_LINES)
    except files.TooLong:
        raise too_many from None
    if len(sheet.rows) > MOST_LINES:
        raise too_many
    rows = [{part: row.cells.get(part, "") for part in PARTS} for row in sheet.rows]
    return checked(_with_spare(rows))[0]


def read_upload(file: object, mapping: str) -> tuple[Line, ...]:
    """The rows of a file that was sent, by the lines of a mapping; BadInput for one that is empty or too large."""
    if not isinstance(file, UploadedFile) or not file.size:
        raise errors.BadInput(_("The file is empty."), field="file")
    if file.size > LARGEST:
        raise errors.BadInput(_("The file is larger than {limit} MB.").format(limit=LARGEST // 1024**2), field="file")
    columns = mapping_of(mapping)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"file{Path(file.name or '').suffix.lower()[:10]}"
        with path.open("wb") as copy:
            copy.writelines(file.chunks())
        return read_file(path, columns)


def right(lines: Sequence[Line]) -> list[ScorecardLineInput]:
    """What the rows of a file say, all of which are right; BadInput names every row that is not. All or nothing."""
    wrong = [_("row {n}: {why}").format(n=line.place + 1, why=line.error) for line in lines if line.error]
    if wrong:
        raise errors.BadInput(_("Nothing was saved: {rows}").format(rows="; ".join(wrong)), field="file")
    return checked(lines)[1]


def checked(lines: Sequence[Line]) -> tuple[tuple[Line, ...], list[ScorecardLineInput]]:
    """The rows with what is wrong with each, and what those that are right say."""
    shown, right = [], []
    for line in lines:
        if line.empty:
            shown.append(line)
            continue
        try:
            right.append(inputs.read(ScorecardLineInput, _values(line)))
            shown.append(line)
        except errors.BadInput as wrong:
            shown.append(Line(line.place, line.texts, wrong.sentence))
    return tuple(shown), right


def _values(line: Line) -> dict[str, object]:
    if not line.texts["criterion"].strip():
        raise errors.BadInput(_("Enter what they rate."), field="criterion")
    return {**{part: line.texts[part].strip() for part in PARTS}, **{part: _number(line, part) for part in NUMBERS}}


def _number(line: Line, part: str) -> Decimal | None:
    text = line.texts[part].strip()
    try:
        return money.read_exactly(text) if text else None
    except money.Unclear as unclear:
        raise errors.BadInput(unclear.question, field=part) from None
    except ValueError:
        raise errors.BadInput(_("“{text}” is not a number.").format(text=text[:40]), field=part) from None


def _column(part: str, columns: Sequence[str]) -> str:
    return next((column for column in columns if column.strip().casefold() in HEADINGS[part]), "")


def _with_spare(rows: list[dict[str, str]]) -> tuple[Line, ...]:
    rows = rows + [dict.fromkeys(PARTS, "")] * min(SPARE, max(0, MOST_LINES - len(rows)))
    return tuple(Line(place, row) for place, row in enumerate(rows))


def _written(value: Decimal | None) -> str:
    return "" if value is None else money.typed(value)
