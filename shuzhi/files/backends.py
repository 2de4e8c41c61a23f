"""What Django asks before it reads a request with files (FILE_UPLOAD_HANDLERS)."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler

from shuzhi.files.rules.limits import LIMITS, MEGABYTE
from shuzhi.web.refusal import TooLarge

# So many times the limit is read and thrown away, so that the browser has sent all and reads the answer; a
# connection that is cut while it still sends shows a broken page instead.
PATIENCE = 4
CHUNK = 64 * 1024


class BoundedUploadHandler(FileUploadHandler):
    """Stops a request that is larger than anything that could be kept, before it fills the disk.

    Stands first in the list; what it lets through is written by the handlers behind it.
    """

    read = 0

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, str],  # noqa: N803 - the name is Django's
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        """Refuses what announces itself as too large, when it is through."""
        most = LIMITS.request_megabytes * MEGABYTE
        if most < content_length <= PATIENCE * most:
            while input_data.read(CHUNK):
                pass
        self._refuse_beyond(content_length)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Refuses what turns out to be too large, whatever it announced."""
        self.read += len(raw_data)
        self._refuse_beyond(self.read)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Keeps nothing itself."""

    def _refuse_beyond(self, size: int) -> None:
        most = LIMITS.request_megabytes * MEGABYTE
        if size > most:
            raise TooLarge(size, most)
