import time
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.files.actions.disk import holding
from shuzhi.files.models import StoredFile, Upload
from shuzhi.files.queries import orphans, path_of

# A content younger than this may belong to a transaction that has not ended yet.
YOUNG = 24 * 3600


@dataclass(slots=True)
class Swept:
    """What a sweep removed."""

    uploads: int = 0
    contents: int = 0
    freed: int = 0


def sweep(*, actor: User | None, days: int | None = None, young: int = YOUNG) -> Swept:
    """Removes uploads that nothing refers to, then contents without an upload, then files without a row.

    Whatever any step refers to stays: the sweep asks for references, and the database refuses a deletion
    of what was referred to in the meantime. Each removal is a transaction of its own with its line in the log.
    """
    swept = Swept()
    for upload in orphans(days).select_related("file"):
        swept.uploads += _sweep_upload(upload, actor)
    for stored in StoredFile.objects.filter(uploads=None):
        swept.contents += _sweep_row(stored, young)
    with holding(exclusive=True):
        known = set(StoredFile.objects.values_list("digest", flat=True))
        for path in sorted(Path(settings.FILES).glob("??/*")):
            if f"{path.parent.name}{path.name}" not in known and _age(path) >= young:
                swept.freed += path.stat().st_size
                path.unlink()
    return swept


def _sweep_upload(upload: Upload, actor: User | None) -> int:
    try:
        with transaction.atomic():
            record(actor, "file.swept", upload, detail={"hash": upload.file.digest})
            upload.delete()
    except (ProtectedError, IntegrityError):
        return 0
    return 1


def _sweep_row(stored: StoredFile, young: int) -> int:
    path = path_of(stored.digest)
    if path.exists() and _age(path) < young:
        return 0
    try:
        with transaction.atomic():
            held = StoredFile.objects.select_for_update().filter(pk=stored.pk, uploads=None)
            return 1 if held.delete()[0] else 0
    except (ProtectedError, IntegrityError):
        return 0


def _age(path: Path) -> float:
    return time.time() - path.stat().st_mtime
