from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone

from shuzhi.audit.models import ChainEnd, Entry


@transaction.atomic
def record(
    actor: AbstractBaseUser | None,
    verb: str,
    subject: models.Model,
    *,
    detail: dict[str, Any] | None = None,
) -> Entry:
    """Appends one line in the caller's transaction; when that fails, the line is gone with it.

    `actor` None is the system or a command. A subject may say by `scope_path` which place in the tree it
    belongs to. Names are cut to the width of the log; the key always stands beside them.
    """
    number, prev_hash = _hold_the_end()
    entry = Entry(
        number=number,
        made_at=timezone.now(),
        actor_id=actor.pk if actor else None,
        actor_name=str(actor)[:150] if actor else "",
        verb=verb,
        subject_type=subject._meta.label_lower,  # noqa: SLF001 - Django's public way to a model's name
        subject_pk=str(subject.pk),
        subject_text=str(subject)[:200],
        scope_path=getattr(subject, "scope_path", ""),
        detail=detail or {},
        prev_hash=prev_hash,
    )
    entry.hash = entry.link()
    entry.save(force_insert=True)
    ChainEnd.objects.filter(pk=1).update(hash=entry.hash)
    return entry


def _hold_the_end() -> tuple[int, str]:
    """The next number and the hash before it.

    The update locks the row until the transaction ends: a second writer waits here, and then reads
    what the first one has committed.
    """
    if not ChainEnd.objects.filter(pk=1).update(number=F("number") + 1):
        ChainEnd.objects.get_or_create(pk=1)
        ChainEnd.objects.filter(pk=1).update(number=F("number") + 1)
    end = ChainEnd.objects.get(pk=1)
    return end.number, end.hash
