"""Every non-trivial read of this step."""

from shuzhi.files.queries.contents import content_of, digest_on_disk, open_content, path_of
from shuzhi.files.queries.lists import faults_of_store, orphans, uploads_at, usage

__all__ = [
    "content_of",
    "digest_on_disk",
    "faults_of_store",
    "open_content",
    "orphans",
    "path_of",
    "uploads_at",
    "usage",
]
