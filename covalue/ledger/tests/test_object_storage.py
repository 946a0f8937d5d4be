"""A ledger on object storage: a real S3 server in a process of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from covalue.analytics.engine import Engine, Lines
from covalue.ledger.table import LedgerTable
from covalue.ledger.tests.conftest import Desk
from tests import buckets

pytestmark = pytest.mark.apart

YEAR = {
    "before": "2023-01-01",
    "before_end": "2023-12-31",
    "alike": "2024-01-01",
    "start": "2024-01-01",
    "end": "2024-12-31",
}


class RemoteDesk(Desk):
    """The same desk with its ledger in a bucket."""

    @property
    def table(self) -> LedgerTable:
        return LedgerTable(f"s3://ledgers/{self.folder.name}")

    def net(self) -> dict[str, int]:
        version, files = self.table.snapshot()
        lines = Lines(version, tuple(files), self.table.filesystem())
        rows = Engine(threads=1).rows("net_and_before", lines, **YEAR)
        return {row["customer"]: int(row["net"]) for row in rows}


@pytest.fixture(scope="module")
def storage() -> Iterator[None]:
    with buckets.serving("ledgers"):
        yield


@pytest.fixture
def remote(storage: None, tmp_path: Path) -> RemoteDesk:
    return RemoteDesk(tmp_path)


def test_imports_changes_and_undo_on_object_storage(remote: RemoteDesk, lines) -> None:
    first = remote.bring(lines("A,1,2024-01-05,10", "B,2,2024-01-05,20"), import_id="one")
    assert (first.added, remote.net()) == (2, {"A": 10, "B": 20})
    again = remote.bring(lines("A,1,2024-01-05,10", "B,2,2024-01-05,20"))
    assert (again.added, again.unchanged) == (0, 2)
    changed = remote.bring(lines("A,1,2024-01-05,11", "C,3,2024-01-06,5"), import_id="two")
    assert (changed.added, changed.changed, remote.net()) == (1, 1, {"A": 11, "B": 20, "C": 5})
    remote.bring(lines("D,4,2024-01-06,1"), import_id="three")
    remote.table.undo("two")
    assert remote.net() == {"A": 10, "B": 20, "D": 1}


def test_an_import_killed_after_its_commit_is_told_of_and_not_done_twice(remote: RemoteDesk, lines) -> None:
    remote.bring(lines("A,1,2024-01-05,10"), import_id="one")
    told = remote.bring(lines("A,1,2024-01-05,10"), import_id="one")
    assert (told.added, told.new_customers) == (1, ("A",))
    assert remote.table.version == 0
