"""Files on object storage, through the client that pyarrow brings; access comes from the usual `AWS_…` variables."""

import os
from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from typing import Any

from django.core.files import File
from django.core.files.storage import Storage
from django.utils.deconstruct import deconstructible


@deconstructible
class ObjectStorage(Storage):
    """Django's storage over a bucket, or a part of one: `s3://bucket/part`. Names are random, so none is taken."""

    def __init__(self, location: str) -> None:
        self.location = location

    @cached_property
    def _opened(self) -> tuple[Any, str]:
        """The file system and the folder in it; opened with the first use, which is after the server's fork."""
        options = {
            "endpoint_override": os.environ.get("AWS_ENDPOINT_URL"),
            "region": os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION"),
        }
        given = {name: value for name, value in options.items() if value}
        from pyarrow import fs

        return fs.S3FileSystem(**given), self.location.removeprefix("s3://").rstrip("/")

    def names(self) -> Iterator[str]:
        """Every file there is, by its name here."""
        from pyarrow import fs

        files, folder = self._opened
        for info in files.get_file_info(fs.FileSelector(folder, allow_not_found=True, recursive=True)):
            if info.is_file:
                yield info.path.removeprefix(f"{folder}/")

    def exists(self, name: str) -> bool:
        return bool(self._info(name).is_file)

    def size(self, name: str) -> int:
        return int(self._info(name).size)

    def get_modified_time(self, name: str) -> datetime:
        moment: datetime = self._info(name).mtime
        return moment

    def delete(self, name: str) -> None:
        files, folder = self._opened
        files.delete_file(f"{folder}/{name}")

    def _open(self, name: str, mode: str = "rb") -> File[bytes]:
        files, folder = self._opened
        return File(files.open_input_file(f"{folder}/{name}"), name)

    def _save(self, name: str, content: File[bytes]) -> str:
        files, folder = self._opened
        with files.open_output_stream(f"{folder}/{name}") as target:
            for piece in content.chunks():
                target.write(piece)
        return name

    def _info(self, name: str) -> Any:
        files, folder = self._opened
        return files.get_file_info(f"{folder}/{name}")
