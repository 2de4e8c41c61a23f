from typing import Any, BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.files.actions.disk import digest_of_stream, put
from shuzhi.files.models import StoredFile, Upload
from shuzhi.files.rules import clean_name, examine, may_store, may_withdraw
from shuzhi.files.states import Kind
from shuzhi.web.refusal import require


@transaction.atomic
def store(handed: "UploadedFile[Any]", *, place: str, actor: User | None) -> Upload:
    """Keeps a file after looking at its content, or raises `Refused` with the reason and keeps nothing.

    `place` is the path of the organisation it belongs to. Who may hand in a file there is decided by the step
    that calls; here it is decided what a file may be and whether there is room.
    """
    stream, size = cast(BinaryIO, handed.file), int(handed.size or 0)
    require(may_store(actor, place, size))
    kind = examine(stream, handed.name or "", size)
    digest = digest_of_stream(stream)
    put(stream, digest)
    upload = Upload.objects.create(
        file=_stored(digest, size, kind),
        name=clean_name(handed.name or "", kind),
        place=place,
        uploaded_by=actor,
    )
    record(actor, "file.uploaded", upload, detail={"hash": digest, "size": size})
    return upload


@transaction.atomic
def withdraw(upload: Upload, *, actor: User | None) -> None:
    """Takes an upload back that nothing refers to; the content goes with the next sweep if nobody else has it."""
    require(may_withdraw(actor, upload))
    record(actor, "file.withdrawn", upload, detail={"hash": upload.file.digest})
    upload.delete()


def _stored(digest: str, size: int, kind: Kind) -> StoredFile:
    """The row of a content, held until the transaction ends, so that a sweep passes it by.

    The kind of a text depends on its name: the first name decides for the content, each upload keeps its own.
    """
    StoredFile.objects.get_or_create(digest=digest, defaults={"size": size, "kind": kind})
    return StoredFile.objects.select_for_update().get(digest=digest)
