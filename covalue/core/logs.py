"""What a line of the log looks like, and the name of the work it belongs to.

No line holds what people wrote: addresses are logged as routes, and what PostgreSQL quotes of a row is cut off.
"""

import json
import logging
import re
from contextvars import ContextVar
from typing import Final

WORK: ContextVar[str] = ContextVar("work", default="")
FIELDS: Final = ("method", "route", "status", "milliseconds", "user", "task")
QUOTED_ROW: Final = re.compile(r"DETAIL:.*?(?=\n\n(?:The above|During)|\Z)", re.DOTALL)


class Readable(logging.Formatter):
    """One line for people: time, level, where, what, and the id of the request or job."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        fields = " ".join(f"{name}={value}" for name, value in _fields(record).items())
        line = super().format(record)
        first, *rest = line.split("\n", 1)
        return "\n".join([f"{first} {fields}".rstrip(), *rest])

    def formatException(self, ei: object) -> str:  # noqa: N802 logging's name
        return QUOTED_ROW.sub("(row left out)", super().formatException(ei))  # type: ignore[arg-type]


class JsonLines(Readable):
    """One JSON object a line, for a collector."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **_fields(record),
        }
        if record.exc_info:
            line["fault"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)


def _fields(record: logging.LogRecord) -> dict[str, object]:
    fields = {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
    return {"id": WORK.get(), **fields} if WORK.get() else fields
