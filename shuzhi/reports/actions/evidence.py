from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.files.actions import store
from shuzhi.files.models import Upload
from shuzhi.reports import rules
from shuzhi.reports.actions.holding import hold
from shuzhi.reports.models import Evidence, Report
from shuzhi.web.refusal import require


@transaction.atomic
def add_evidence(
    report: Report, handed: "UploadedFile[Any]", *, note: str = "", actor: User | None
) -> Evidence:
    """Takes a file in, once, and names it in the report; a content the unit has handed in is not kept twice."""
    held = hold(report)
    require(rules.may_add_evidence(actor, held))
    upload = store(handed, place=held.reporter.tenure.organisation.path, actor=actor)
    return _name(held, upload, note, actor)


@transaction.atomic
def refer_to_upload(report: Report, upload: Upload, *, note: str = "", actor: User | None) -> Evidence:
    """Names a file that the unit has handed in before; it is not uploaded again."""
    held = hold(report)
    require(rules.may_refer_to(actor, held, upload))
    return _name(held, upload, note, actor)


@transaction.atomic
def remove_evidence(evidence: Evidence, *, actor: User | None) -> None:
    """Takes a piece out of the report; the file stays with the unit."""
    held = evidence.report = hold(evidence.report)
    require(rules.may_remove_evidence(actor, evidence))
    record(actor, "report.evidence_removed", held, detail={"name": evidence.upload.name})
    evidence.delete()


def _name(report: Report, upload: Upload, note: str, actor: User | None) -> Evidence:
    last = report.evidence.aggregate(n=Max("number"))["n"] or 0
    evidence, fresh = Evidence.objects.get_or_create(
        report=report,
        upload=upload,
        defaults={"number": last + 1, "note": note.strip()[:200], "made_by": actor},
    )
    if fresh:
        record(actor, "report.evidence_added", report, detail={"name": upload.name, "n": evidence.number})
    return evidence
