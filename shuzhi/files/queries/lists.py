from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from shuzhi.files.models import StoredFile, Upload
from shuzhi.files.queries.contents import digest_on_disk, path_of
from shuzhi.files.rules.keeping import bytes_at, referred_to
from shuzhi.files.rules.limits import LIMITS, MEGABYTE


def uploads_at(place: str) -> QuerySet[Upload]:
    """What a unit has handed in so far, to be chosen again: a file is uploaded once and referred to often."""
    return Upload.objects.filter(place=place).select_related("file", "uploaded_by")


def usage(place: str) -> tuple[int, int]:
    """Megabytes a unit's files take, rounded up, and how many it may take."""
    return -(-bytes_at(place) // MEGABYTE), LIMITS.place_megabytes


def orphans(days: int | None = None) -> QuerySet[Upload]:
    """Uploads that nothing refers to, old enough not to belong to a form somebody is still filling in."""
    age = LIMITS.orphan_days if days is None else days
    return Upload.objects.filter(~referred_to(), made_at__lte=timezone.now() - timedelta(days=age))


def faults_of_store() -> Iterator[tuple[str, str]]:
    """Each content whose file is missing, of another size or altered, and each file that no row knows."""
    known = set()
    for stored in StoredFile.objects.order_by("digest").iterator():
        known.add(path := path_of(stored.digest))
        if not path.exists():
            yield "missing", stored.digest
        elif path.stat().st_size != stored.size or digest_on_disk(path) != stored.digest:
            yield "altered", stored.digest
    for path in sorted(Path(settings.FILES).glob("??/*")):
        if path not in known:
            yield "unknown", f"{path.parent.name}{path.name}"
