"""Style, scripts and font as browsers get them: named by a digest of what is in them, compressed beforehand, kept for a year.

They are collected from the packages into the data folder when the server starts and the packages' files are others than at
the last time; so an installed wheel, a container and a source tree all do the same, and nothing is fetched.
"""

import fcntl
import hashlib
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.storage import CompressedManifestStaticFilesStorage

A_YEAR: Final = 365 * 24 * 3600
OURS: Final = "web/"
COMMENT_LINE: Final = re.compile(rb"^[ \t]*//[^\n]*\n", re.MULTILINE)
BUNDLED: Final = "web/editor/"  # libraries bundled by editor/build.py: served as they are
BORROWED: Final = frozenset(["django_htmx/htmx-2.min.js"])  # of what the installed libraries bring


class Assets(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """The collected files; scripts that import each other do so by the names with the digest."""

    support_js_module_import_aggregation = True


class Serving(WhiteNoiseMiddleware):  # type: ignore[misc]
    """Serves them; who asks by a name with a digest need not ask again for a year."""

    FOREVER = A_YEAR


def prepare() -> None:
    """Collect them if they are not those of the installed packages. Of several processes one does it, the others wait."""
    root = Path(settings.STATIC_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    mark = root.with_name("assets.of")
    with root.with_name("assets.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        sources = dict(_sources())
        digest = _digest(sources)
        if not mark.exists() or mark.read_text() != digest:
            _collect(sources, root)
            mark.write_text(digest)


def _sources() -> Iterator[tuple[str, Path]]:
    """The files that pages ask for, by their names."""
    for finder in finders.get_finders():
        for name, storage in finder.list([]):
            if name.startswith(OURS) or name in BORROWED:
                yield name, Path(storage.path(name))


def _digest(sources: dict[str, Path]) -> str:
    """Of names and contents: installing may leave any time on a file."""
    digest = hashlib.sha256()
    for name, path in sorted(sources.items()):
        digest.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _shipped(path: Path) -> bytes:
    """A file as browsers get it: without the comments and, in style sheets, the indentation that nobody reads there."""
    content = path.read_bytes()
    if BUNDLED in path.as_posix():
        return content
    if path.suffix == ".js":
        return COMMENT_LINE.sub(b"", content)
    if path.suffix != ".css":
        return content
    return re.sub(rb"\n\s*", b"\n", re.sub(rb"/\*.*?\*/", b"", content, flags=re.DOTALL))


def _collect(sources: dict[str, Path], root: Path) -> None:
    """Beside the folder, then into it, the manifest last; what pages of the version before ask for stays."""
    with tempfile.TemporaryDirectory(dir=root.parent) as folder:
        made = Assets(location=folder)
        saved: dict[str, Any] = {}
        for name, path in sources.items():
            made.save(name, ContentFile(_shipped(path)))
            saved[name] = (made, name)
        for _name, _hashed, processed in made.post_process(saved):
            if isinstance(processed, Exception):
                raise processed
        files = [path for path in Path(folder).rglob("*") if path.is_file()]
        for path in sorted(files, key=lambda path: path.name == made.manifest_name):
            target = root / path.relative_to(folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            path.chmod(0o644)
            path.replace(target)
