from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.cycles.models import Reporter, Topic
from shuzhi.fieldwork import rules
from shuzhi.fieldwork.models import Finding, FindingEvidence, Visit
from shuzhi.files.actions import store
from shuzhi.web.refusal import Refusal, Refused, require


def write_finding(
    visit: Visit,
    kind: str,
    text: str,
    *,
    actor: User | None,
    tag: str = "",
    topics: Iterable[Topic] = (),
    reporters: Iterable[Reporter] = (),
    files: Iterable[Any] = (),
    client_id: UUID | None = None,
) -> Finding:
    """One finding with its evidence, whole or not at all; the same `client_id` is accepted once.

    A phone that lost the answer sends again and gets the finding it wrote the first time.
    """
    key = client_id or uuid4()
    values = {"kind": kind, "text": text, "tag": tag, "topics": list(topics), "reporters": list(reporters)}
    if (there := _already(key, visit, actor)) is not None:
        return there
    try:
        with transaction.atomic():
            return _write(visit, values, list(files), key, actor=actor)
    except IntegrityError:
        if (there := _already(key, visit, actor)) is None:
            raise
        return there


@transaction.atomic
def withdraw_finding(finding: Finding, reason: str, *, actor: User | None) -> None:
    """A wrong finding no longer counts; its words and the reason stay."""
    held = Finding.objects.select_for_update().get(pk=finding.pk)
    require(rules.may_withdraw(actor, held, reason))
    held.withdrawn_at, held.withdrawn_because = timezone.now(), reason.strip()
    held.save(update_fields=["withdrawn_at", "withdrawn_because"])
    record(actor, "finding.withdrawn", held)


def _already(key: UUID, visit: Visit, actor: User | None) -> Finding | None:
    there = Finding.objects.filter(client_id=key).first()
    if there is None:
        return None
    if there.visit_id != visit.pk or there.written_by_id != (actor.pk if actor else None):
        raise Refused(Refusal(_("This number was already used by another finding.")))
    return there


def _write(
    visit: Visit, values: dict[str, Any], files: list[Any], key: UUID, *, actor: User | None
) -> Finding:
    held = Visit.objects.select_for_update().get(pk=visit.pk)
    require(rules.may_write_finding(actor, held, values["reporters"]))
    require(rules.refuse_faults("finding", values))
    require(rules.refuse_too_many_photos(len(files)))
    finding = Finding.objects.create(
        visit=held,
        kind=values["kind"],
        text=values["text"].strip(),
        tag=values["tag"],
        client_id=key,
        written_by=actor,
    )
    finding.topics.set(values["topics"])
    finding.reporters.set(values["reporters"])
    for file in files:
        upload = store(file, place=held.scope_path, actor=actor)
        FindingEvidence.objects.create(finding=finding, upload=upload)
    record(actor, "finding.written", finding, detail={"kind": values["kind"], "files": len(files)})
    return finding
