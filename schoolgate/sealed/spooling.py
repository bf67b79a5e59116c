"""Large files on their way in: where the folder for temporary files is full, a file is lost and the words of its form are not."""

import io
from contextlib import suppress
from typing import Any

from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class LostUpload(UploadedFile):
    """A file that came and could not be put down: it has its name, and nothing in it."""

    def __init__(self, name: str) -> None:
        super().__init__(io.BytesIO(), name, size=0)


class Spooled(TemporaryFileUploadHandler):
    """Django's, which does not fail the whole request when it cannot write."""

    file: TemporaryUploadedFile | None  # type: ignore[assignment]

    def new_file(self, *args: Any, **said: Any) -> None:
        self.file = None
        with suppress(OSError):
            super().new_file(*args, **said)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.file is not None:
            try:
                super().receive_data_chunk(raw_data, start)
            except OSError:
                self._lose()

    def file_complete(self, file_size: int) -> UploadedFile:
        if self.file is not None:
            try:
                if (done := super().file_complete(file_size)) is not None:
                    return done
            except OSError:  # what was held back until now
                self._lose()
        return LostUpload(self.file_name or "")

    def upload_interrupted(self) -> None:
        if getattr(self, "file", None) is not None:
            super().upload_interrupted()

    def _lose(self) -> None:
        file, self.file = self.file, None
        with suppress(OSError):
            if file is not None:
                file.close()
