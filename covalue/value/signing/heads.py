"""Each end the chain of seals ever had, written beside the database: whoever has only the database cannot set it back.

A line for each in `seals.log` of the data folder: number, digest, mark. The log of the server has them, too.
"""

import logging
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

log = logging.getLogger(__name__)


def keep(number: int, digest: str, mark: str) -> None:
    """Write down an end of the chain. Where that fails the log says so; the signature stands."""
    log.info("sealed record %d: %s", number, digest)
    try:
        with path().open("a", encoding="ascii") as file:
            file.write(f"{number} {digest} {mark}\n")
    except OSError as problem:
        log.error("the seal of record %d could not be written to %s: %s", number, path(), problem)


def kept() -> Iterator[tuple[int, str, str]]:
    """Number, digest and mark of each line; a line that is none is left out."""
    if not path().is_file():
        return
    with path().open(encoding="ascii", errors="replace") as file:
        for line in file:
            number, _blank, rest = line.strip().partition(" ")
            digest, _blank, mark = rest.partition(" ")
            if number.isdecimal() and digest and mark:
                yield int(number), digest, mark


def path() -> Path:
    """The file."""
    return Path(settings.DATA_DIR) / "seals.log"
