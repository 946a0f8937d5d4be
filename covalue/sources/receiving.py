"""What comes in by pages and API: files, which are calendars and which mail, and what is connected."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from covalue.core import errors
from covalue.core.events import Actor
from covalue.people.models import User
from covalue.sources import actions
from covalue.sources.models import Reading, Source
from covalue.sources.reading import calendars, mailfiles

if TYPE_CHECKING:
    from covalue.sources.inputs import ConnectionInput

MOST_FILES: Final = 50
HEAD: Final = 4096


class CalendarFiles(Sequence[tuple[str, bytes]]):
    """Name and content of calendar files, each read when it is asked for and no further than it is taken."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self.paths = paths

    def __len__(self) -> int:
        return len(self.paths)

    def __getitem__(self, place: Any) -> Any:
        path = self.paths[place]
        with path.open("rb") as file:
            return path.name, file.read(calendars.MOST_BYTES + 1)


def kept(file: Any, folder: Path, place: int = 0) -> Path:
    """The file in a folder of its own, under its own name."""
    name = Path(file.name or "file").name[:200] or "file"
    at = folder / str(place)
    at.mkdir(exist_ok=True)
    path = at / name
    with path.open("wb") as target:
        for piece in file.chunks():
            target.write(piece)
    return path


def take(actor: Actor, *, owner: User, paths: Sequence[Path], now: datetime) -> Reading:
    """Import these files, all of them calendars or all of them mail; BadInput for a mixture, or what is neither."""
    if not paths:
        raise errors.BadInput(_("Choose a file first."), field="files")
    if len(paths) > MOST_FILES:
        raise errors.BadInput(_most_files(), field="files")
    found = [path for path in paths if is_calendar(path)]
    if found and len(found) < len(paths):
        raise errors.BadInput(_("Calendars and mail are imported one after the other."), field="files")
    if found:
        return actions.import_calendar(actor, owner=owner, files=CalendarFiles(paths), now=now)
    odd = [path.name for path in paths if not mailfiles.looks_like_mail(path)]
    if odd:
        sentence = _("{file} is neither a calendar (.ics) nor mail (.eml, .mbox, .msg).")
        raise errors.BadInput(sentence.format(file=", ".join(odd)), field="files")
    return actions.import_mail(actor, owner=owner, paths=paths, now=now)


def is_calendar(path: Path) -> bool:
    """Whether it begins as a calendar does, or is called one."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    for encoding in ("utf-8-sig", "utf-16"):
        if head.decode(encoding, errors="ignore").lstrip().upper().startswith("BEGIN:VCALENDAR"):
            return True
    return path.suffix.lower() in (".ics", ".ical", ".ifb")


def connect(actor: Actor, body: "ConnectionInput", *, now: datetime) -> Source:
    """Connect what was typed."""
    return actions.connect(
        actor,
        server=body.kind,
        name=body.name,
        address=body.address,
        username=body.username,
        password=body.password,
        folder=body.folder,
        now=now,
    )


def _most_files() -> str:
    text = ngettext("At most {n} file in one import.", "At most {n} files in one import.", MOST_FILES)
    return text.format(n=MOST_FILES)
