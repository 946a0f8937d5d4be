"""The ledger of the demo company, by the importer everybody uses."""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from covalue.accounts.demo import SOURCE
from covalue.core.demo import US, Demo
from covalue.ledger import actions
from covalue.ledger.mapping import Mapping
from covalue.ledger.models import Unknown
from covalue.ledger.rules import OF_LINES


@dataclass(frozen=True)
class LedgerFile:
    """A file whose headings are the fields of the ledger; `write` writes it to a path and returns it."""

    name: str
    write: Callable[[Path], Path]


def build_figures(demo: Demo) -> None:
    for file in demo.stories(LedgerFile):
        folder = Path(tempfile.mkdtemp(prefix="demo-", dir=settings.DATA_DIR))
        try:
            actions.import_file(
                US,
                path=file.write(folder / file.name),
                source=SOURCE,
                unknown=Unknown.KEEP,
                mapping=Mapping(fields={name: name for name in OF_LINES}, date_order="ymd", decimal="."),
                now=demo.now,
                progress=demo.progress,
            )
        finally:
            shutil.rmtree(folder, ignore_errors=True)
