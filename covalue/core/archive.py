"""Back-up and restore: database, ledger and files as one archive.

The database is taken as a consistent snapshot first, then the ledger's folder (its versions only ever add files), then
files. A ledger on object storage is not copied: its store keeps versions of its own; files on
object storage are.
"""

import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.files import File
from django.core.files.storage import storages
from django.db import connection
from django.utils.translation import gettext as _

from covalue.core import disk, errors
from covalue.core.storage import ObjectStorage

Tell = Callable[[str], None]
DUMPS: Final = {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}  # by Django's name of the database


def backup(target: Path, *, progress: Tell) -> int:
    """Write the archive; returns its size in bytes. An archive cut short never stands under its name."""
    guard_finished()
    partial = target.with_name(target.name + ".partial")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        progress("database")
        database = _dump_database(Path(folder))
        with tarfile.open(partial, "w:gz", compresslevel=3) as archive:
            archive.add(database, arcname=database.name)
            for name, path in _folders().items():
                if path.is_dir():
                    progress(name)
                    archive.add(path, arcname=name)
            _add_bucket(archive, progress)
    partial.replace(target)
    return target.stat().st_size


def restore(source: Path, *, progress: Tell) -> None:
    """Fill an empty workspace. Anything already there is left alone, and said.

    All of it is unpacked beside the workspace first, then marked, then moved into place. Killed before the mark, nothing
    was touched; killed after it, `unfinished` says what is missing, and the next call goes on with what is unpacked.
    """
    if not source.is_file():
        raise errors.BadInput(_("There is no backup {source}.").format(source=source))
    side, mark = _side(), _mark()
    if not mark.exists():
        _guard_empty()
        _unpack(source, side, progress)
        _check_database(side)
        mark.write_text(str(source.absolute()), encoding="utf-8")
    for name, path in _folders().items():
        if (side / name).is_dir():
            progress(name)
            _move(side / name, path)
    _fill_bucket(side / "files", progress)
    progress("database")
    _load_database(side)
    mark.unlink()
    shutil.rmtree(side)


def unfinished() -> list[str] | None:
    """What a restore that was interrupted has not put in its place yet; None when none was."""
    if not _mark().exists():
        return None
    return ["database" if "database." in part.name else part.name for part in sorted(_side().glob("*"))]


def guard_finished() -> None:
    """Nobody works in a workspace that is half restored."""
    if unfinished() is not None:
        raise errors.WrongState(_("A restore was interrupted here. Run “covalue restore” again: it goes on."))


def _side() -> Path:
    return Path(settings.DATA_DIR) / "restoring"


def _mark() -> Path:
    return Path(settings.DATA_DIR) / "restore-unfinished"


def _unpack(source: Path, side: Path, progress: Tell) -> None:
    shutil.rmtree(side, ignore_errors=True)
    side.mkdir(parents=True)
    try:
        with tarfile.open(source, "r:gz") as archive:
            progress("unpacking")
            archive.extractall(side, filter="data")
    except (tarfile.TarError, EOFError, OSError) as problem:
        shutil.rmtree(side, ignore_errors=True)
        if disk.says_full(problem):
            raise errors.WrongState(_("The disk is full: nothing was restored.")) from None
        raise errors.BadInput(
            _("{source} is not a complete backup: {problem}").format(source=source, problem=problem)
        ) from None


def _move(part: Path, place: Path) -> None:
    """Into its place, on another disk too. What is there already is the half of an interrupted move."""
    shutil.rmtree(place, ignore_errors=True)
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(part, place)


def _folders() -> dict[str, Path]:
    ledger = {} if "://" in settings.LEDGER_URL else {"ledger": Path(settings.LEDGER_URL)}
    files = {} if _bucket() else {"files": settings.FILES_DIR}
    return {**ledger, **files, "imports": settings.DATA_DIR / "imports"}


def _bucket() -> ObjectStorage | None:
    """Where files lie when they lie on object storage."""
    storage = storages["default"]
    return storage if isinstance(storage, ObjectStorage) else None


def _add_bucket(archive: tarfile.TarFile, progress: Tell) -> None:
    """Take along the files on object storage, one after the other."""
    bucket = _bucket()
    if bucket is None:
        return
    for name in bucket.names():
        progress(f"files {name}")
        entry = tarfile.TarInfo(f"files/{name}")
        entry.size = bucket.size(name)
        with bucket.open(name) as content:
            archive.addfile(entry, content)


def _fill_bucket(folder: Path, progress: Tell) -> None:
    bucket = _bucket()
    if bucket is None or not folder.is_dir():
        return
    for path in sorted(file for file in folder.rglob("*") if file.is_file()):
        progress(f"files {path.name}")
        with path.open("rb") as content:
            bucket.save(path.relative_to(folder).as_posix(), File(content))


def _guard_empty() -> None:
    if connection.vendor == "sqlite":
        full = Path(str(connection.settings_dict["NAME"])).exists()
    else:
        full = bool(connection.introspection.table_names())
    bucket = _bucket()
    full = full or (bucket is not None and any(True for _name in bucket.names()))
    if full or any(path.exists() and any(path.iterdir()) for path in _folders().values()):
        raise errors.WrongState(_("The workspace is not empty. Restore into an empty one; nothing was changed."))


def _dump_database(folder: Path) -> Path:
    if connection.vendor == "sqlite":
        target = folder / DUMPS["sqlite"]
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(target)])
        return target
    target = folder / DUMPS["postgresql"]
    _postgres("pg_dump", "--format=custom", "--no-owner", f"--file={target}")
    return target


def _check_database(side: Path) -> None:
    if not (side / DUMPS[connection.vendor]).exists():
        shutil.rmtree(side)
        raise errors.BadInput(_("This backup comes from a different type of database than the one configured here."))


def _load_database(side: Path) -> None:
    """The last to come into its place, in one step. PostgreSQL's may be there from before an interruption."""
    dump = side / DUMPS[connection.vendor]
    if connection.vendor == "sqlite" and dump.exists():
        connection.close()
        place = Path(str(connection.settings_dict["NAME"]))
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(dump, place)
    elif connection.vendor == "postgresql" and not connection.introspection.table_names():
        _postgres("pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", "--dbname", "", str(dump))


def _postgres(program: str, *arguments: str) -> None:
    values = connection.settings_dict
    environment = {
        **os.environ,
        "PGHOST": str(values["HOST"] or ""),
        "PGPORT": str(values["PORT"] or ""),
        "PGUSER": str(values["USER"] or ""),
        "PGPASSWORD": str(values["PASSWORD"] or ""),
        "PGDATABASE": str(values["NAME"]),
    }
    filled = [str(values["NAME"]) if argument == "" else argument for argument in arguments]
    try:
        subprocess.run([program, *filled], env=environment, check=True, capture_output=True, text=True)
    except FileNotFoundError:
        raise errors.WrongState(
            _("{program} is not installed; it comes with PostgreSQL's client.").format(program=program)
        ) from None
    except subprocess.CalledProcessError as problem:
        raise errors.WrongState(
            _("{program} failed: {told}").format(program=program, told=problem.stderr.strip())
        ) from None
