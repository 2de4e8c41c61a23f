"""No page of its own: a step that has checked its own rule hands the file out by `hand_out`."""

from django.http import FileResponse

from shuzhi.files.models import Upload
from shuzhi.files.queries import open_content
from shuzhi.files.states import CONTENT_TYPES, Kind


def hand_out(upload: Upload) -> FileResponse:
    """The file as a download. A browser that shows it nevertheless runs nothing in it."""
    response = FileResponse(
        open_content(upload),
        as_attachment=True,
        filename=upload.name,
        content_type=CONTENT_TYPES[Kind(upload.file.kind)],
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, no-store"
    return response
