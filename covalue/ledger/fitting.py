"""Which saved mappings fit a file, exactly or nearly, and what differs. Nothing is used before somebody says so."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Protocol

from covalue.ledger.headings import folded
from covalue.ledger.mapping import READING, Mapping
from covalue.ledger.reading import Options, Source, sniff
from covalue.ledger.rules import LedgerInputError

SHARED: Final = 0.6  # of the columns of both files, at least
MOST_LOST: Final = 1  # fields whose columns the file lacks
SHOWN: Final = 8  # columns named in a sentence


class Saved(Protocol):
    """A mapping under a name."""

    name: str

    @property
    def mapping(self) -> Mapping: ...


@dataclass(frozen=True)
class Fit:
    """A saved mapping as far as it can be used with a file.

    `missing` are columns of the file it was saved with that this one lacks, `new` those it did not have; `lost` the fields
    that have no column now. `found_anew` names settings of where the table is that do not hold for this file.
    """

    mapping: Mapping
    missing: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    found_anew: tuple[str, ...] = ()
    is_reordered: bool = False

    @property
    def is_exact(self) -> bool:
        return not self.differences

    @property
    def differences(self) -> tuple[str, ...]:
        """What is other than in the file it was saved with, a sentence each."""
        sentences = []
        if self.missing:
            sentences.append(f"Not in this file: {_listed(self.missing)}.")
        if self.lost:
            sentences.append(f"Without a column: {', '.join(self.lost)}.")
        if self.new:
            sentences.append(f"New in this file: {_listed(self.new)}.")
        if self.is_reordered:
            sentences.append("The columns stand in another order.")
        if self.found_anew:
            sentences.append(f"Does not hold for this file, so found anew: {', '.join(self.found_anew)}.")
        return tuple(sentences)

    @property
    def choices(self) -> tuple[str, ...]:
        """What it sets beside the columns, such as decimal=comma."""
        return self.mapping.settings


@dataclass(frozen=True)
class Offer:
    """A saved mapping that fits, and how well."""

    saved: Any
    fit: Fit


def offers(path: Path, file: Source, saved: Iterable[Saved]) -> tuple[Offer, ...]:
    """The saved mappings that fit a file, best first. `file` is what it looks like as found out."""
    seen: dict[Options, Source | None] = {Options(): file}
    fitting = []
    for each in saved:
        fit = fit_to(path, each.mapping, seen)
        if fit is not None:
            fitting.append(Offer(each, fit))
    return tuple(sorted(fitting, key=lambda offer: (len(offer.fit.lost), len(offer.fit.missing) + len(offer.fit.new))))


def fit_to(path: Path, mapping: Mapping, seen: dict[Options, Source | None]) -> Fit | None:
    """How a mapping fits a file, read as the mapping says or else as found out; None where it does not.

    `seen` keeps what the file looks like under each way to read it.
    """
    if mapping.options not in seen:
        seen[mapping.options] = _looked_at(path, mapping.options)
    as_said, as_found = seen[mapping.options], seen[Options()]
    fit = _compared(mapping, as_said) if as_said is not None else None
    if fit is not None or as_found is None or mapping.options == Options():
        return fit
    names = tuple(name for name in (*READING, "turn") if getattr(mapping, name))
    found = replace(mapping, sheet="", heading=0, separator="", encoding="", turn="")
    fit = _compared(found, as_found)
    return replace(fit, found_anew=names) if fit is not None else None


def _looked_at(path: Path, options: Options) -> Source | None:
    try:
        return sniff(path, options)
    except LedgerInputError:
        return None


def _compared(mapping: Mapping, file: Source) -> Fit | None:
    here = {folded(name) or name: name for name in file.columns}
    fields = {name: text for name, text in mapping.fields.items() if _is_there(name, text, file)}
    lost = tuple(name for name in mapping.fields if name not in fields)
    renamed = {}
    for name in lost:  # the same heading, written otherwise
        column = here.get(folded(mapping.fields[name]))
        if column is not None:
            renamed[name] = column
    fields = {name: fields.get(name) or renamed[name] for name in mapping.fields if name in fields or name in renamed}
    lost = tuple(name for name in lost if name not in renamed)
    there = {folded(name) or name: name for name in mapping.columns or _used(fields, mapping, lost, file)}
    shared = here.keys() & there.keys()
    union = here.keys() | there.keys() if mapping.columns else there.keys()
    if len(lost) > MOST_LOST or not fields or len(shared) < SHARED * len(union):
        return None
    order = [name for name in there if name in shared] != [name for name in here if name in shared]
    return Fit(
        replace(mapping, fields=fields),
        missing=tuple(there[name] for name in there if name not in here) if mapping.columns else (),
        new=tuple(here[name] for name in here if name not in there) if mapping.columns else (),
        lost=lost,
        is_reordered=bool(mapping.columns) and order,
    )


def _used(fields: dict[str, str], mapping: Mapping, lost: tuple[str, ...], file: Source) -> list[str]:
    """The columns a mapping names, where the file it was made for is not known."""
    unused = Mapping(fields=fields).unused(file.columns)
    return [name for name in file.columns if name not in unused] + [mapping.fields[name] for name in lost]


def _is_there(name: str, text: str, file: Source) -> bool:
    try:
        Mapping(fields={name: text}).unused(file.columns)
    except LedgerInputError:
        return False
    return True


def _listed(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more
