"""Room on the disk: how a full one is told by those who wrote to it, and how much is left."""

import errno
import shutil
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import connection

FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})
NO_ROOM: Final = 100 * 1000**2  # bytes; less is as good as none: a snapshot, a log, an upload take more
LITTLE_ROOM: Final = 2 * 1000**3  # bytes; time to look after it
# SQLite, DuckDB, PostgreSQL (53100) and the libraries of Arrow and Delta tables, which hand the system's sentence on.
WORDS: Final = ("database or disk is full", "no space left on device", "disk quota exceeded", "disk full")


def says_full(problem: BaseException) -> bool:
    """Whether this fault, or the one it came from, is a full disk."""
    seen: set[int] = set()
    cause: BaseException | None = problem
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        if isinstance(cause, OSError) and cause.errno in FULL:
            return True
        if any(words in str(cause).lower() for words in WORDS):
            return True
        cause = cause.__cause__ or cause.__context__
    return False


def free() -> int:
    """Bytes left where the least is left, of the places on this machine that we write to."""
    return min(shutil.disk_usage(_standing(place)).free for place in _places())


def _places() -> list[Path]:
    """The data folder, the ledger if it is a folder, and SQLite's file if that is the database."""
    places = [settings.DATA_DIR]
    if "://" not in settings.LEDGER_URL:
        places.append(Path(settings.LEDGER_URL))
    if connection.vendor == "sqlite" and not _in_memory():
        places.append(Path(str(connection.settings_dict["NAME"])).parent)
    return places


def _in_memory() -> bool:
    name = str(connection.settings_dict["NAME"])
    return ":memory:" in name or "mode=memory" in name


def _standing(place: Path) -> Path:
    """The nearest folder that is there."""
    return next(folder for folder in (place, *place.absolute().parents) if folder.is_dir())
