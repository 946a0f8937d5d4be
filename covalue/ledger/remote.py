"""The open table on object storage, readable by the engine."""

import duckdb
from deltalake import DeltaTable
from deltalake.fs import DeltaStorageHandler
from fsspec.implementations.arrow import ArrowFSWrapper
from pyarrow.fs import PyFileSystem


class RemoteFiles(ArrowFSWrapper):  # type: ignore[misc]
    """The files of a table on object storage, by the table's own access to it; the engine brings none of its own."""

    cachable = False

    def __init__(self, table: DeltaTable, name: str) -> None:
        super().__init__(PyFileSystem(DeltaStorageHandler.from_table(table._table)))
        self._name = name

    @property
    def protocol(self) -> str:
        """What stands before the names of these files."""
        return self._name

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return path.partition("://")[2] or path

    def offer_to(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Let this connection, and all of its database, read the files."""
        if not connection.filesystem_is_registered(self.protocol):
            connection.register_filesystem(self)
