"""What changed between two texts, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

WORDS_AND_GAPS: Final = re.compile(r"\s+|\w+|[^\w\s]")
LONGEST_TEXT: Final = 100_000  # characters of a section
LONGEST_COMPARED: Final = 4_000  # words: beyond it the comparison costs more than it tells


@dataclass(frozen=True)
class Piece:
    """A run of text: `kind` is same, added or removed."""

    kind: str
    text: str


def differences(before: str, after: str) -> tuple[Piece, ...]:
    """`after` with what came and what went, in reading order."""
    old, new = WORDS_AND_GAPS.findall(before), WORDS_AND_GAPS.findall(after)
    if max(len(old), len(new)) > LONGEST_COMPARED:
        return (Piece("removed", before), Piece("added", after)) if before != after else (Piece("same", after),)
    pieces: list[Piece] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(new[j1:j2])))
            continue
        pieces += [Piece("removed", "".join(old[i1:i2]))] if i2 > i1 else []
        pieces += [Piece("added", "".join(new[j1:j2]))] if j2 > j1 else []
    return tuple(pieces)
