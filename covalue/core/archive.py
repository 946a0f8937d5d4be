"""Back-up and restore: database, ledger and files as one archive.

The database is taken as a consistent snapshot first, then the ledger's folder (its versions only ever add files), then
files. A ledger on object storage is not copied: its store keeps versions of its own; files on
object storage are.
"""

import os
import subprocess
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.storage import storages
from django.db import connection
from django.utils.translation import gettext as _

from covalue.core import errors
from covalue.core.storage import ObjectStorage

Tell = Callable[[str], None]


def backup(target: Path, *, progress: Tell) -> int:
    """Write the archive; returns its size in bytes. An archive cut short never stands under its name."""
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
    """Fill an empty workspace. Anything already there is left alone, and said."""
    if not source.is_file():
        raise errors.BadInput(_("There is no backup {source}.").format(source=source))
    _guard_empty()
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.DATA_DIR) as folder:
        try:
            with tarfile.open(source, "r:gz") as archive:
                progress("unpacking")
                archive.extractall(folder, filter="data")
        except (tarfile.TarError, EOFError, OSError) as problem:
            raise errors.BadInput(
                _("{source} is not a complete backup: {problem}").format(source=source, problem=problem)
            ) from None
        progress("database")
        _load_database(Path(folder))
        for name, path in _folders().items():
            if (Path(folder) / name).is_dir():
                progress(name)
                (Path(folder) / name).replace(path)
        _fill_bucket(Path(folder) / "files", progress)


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
        target = folder / "database.sqlite3"
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(target)])
        return target
    target = folder / "database.pgdump"
    _postgres("pg_dump", "--format=custom", "--no-owner", f"--file={target}")
    return target


def _load_database(folder: Path) -> None:
    sqlite, postgres = folder / "database.sqlite3", folder / "database.pgdump"
    if connection.vendor == "sqlite" and sqlite.exists():
        connection.close()
        sqlite.replace(str(connection.settings_dict["NAME"]))
    elif connection.vendor == "postgresql" and postgres.exists():
        _postgres(
            "pg_restore",
            "--no-owner",
            "--exit-on-error",
            "--single-transaction",
            "--dbname",
            "",
            str(postgres),
        )
    else:
        raise errors.BadInput(_("This backup comes from a different type of database than the one configured here."))


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
