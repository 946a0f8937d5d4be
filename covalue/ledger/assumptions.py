"""What a file left open and how it was read: shown before the start, kept with the import, shown afterwards."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from covalue.core import money
from covalue.ledger.rules import LedgerInputError


@dataclass(frozen=True)
class Assumed:
    """One thing a file leaves open: the setting it belongs to, how it was read, and a sentence that says so.

    `setting` is one of a mapping's settings, or empty where there is nothing to set.
    """

    setting: str
    value: str
    sentence: str

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


class QuestionError(LedgerInputError):
    """A file that can be read two ways with different money; `setting` decides, `choices` are its values and what each means."""

    def __init__(self, setting: str, sentence: str, choices: tuple[tuple[str, str], ...]) -> None:
        super().__init__(sentence)
        self.setting, self.choices = setting, choices


def from_dicts(values: Iterable[Any]) -> tuple[Assumed, ...]:
    """What was kept, again."""
    return tuple(Assumed(**value) for value in values)


def emptied(counts: Mapping[str, int]) -> tuple[Assumed, ...]:
    """How many cells of which columns said that they hold nothing: errors of a spreadsheet, NULL, N/A. Nothing for none."""
    said = [f"{money.number(count, 0)} in “{column}”" for column, count in counts.items() if count]
    sentence = f"Cells that hold an error or no value were read as empty: {', '.join(said)}."
    return (Assumed("", str(sum(counts.values())), sentence),) if said else ()
