from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.files.models import Upload
from shuzhi.reports.models import Evidence, Report
from shuzhi.reports.models.markup import FILE
from shuzhi.reports.rules.reading import may_read
from shuzhi.reports.rules.writing import may_write, refuse_unless_author
from shuzhi.web.refusal import Refusal

MOST_EVIDENCE = 30


def may_add_evidence(user: User | None, report: Report) -> Refusal | None:
    """Evidence is optional and never asked for by number; only so much is taken as somebody will look at."""
    if refusal := may_write(user, report):
        return refusal
    if report.evidence.count() >= MOST_EVIDENCE:
        return Refusal(
            _("A report takes %(n)d pieces of evidence; take one out first.") % {"n": MOST_EVIDENCE}
        )
    return None


def may_refer_to(user: User | None, report: Report, upload: Upload) -> Refusal | None:
    """What the same unit handed in before is not handed in again."""
    if refusal := may_add_evidence(user, report):
        return refusal
    if upload.place != report.reporter.tenure.organisation.path:
        return Refusal(_("The file belongs to another unit."), status=403)
    return None


def may_remove_evidence(user: User | None, evidence: Evidence) -> Refusal | None:
    """A piece that the text names is taken out of the text first."""
    report = evidence.report
    if refusal := may_write(user, report):
        return refusal
    texts = [section["text"] for section in report.sections] + [one.text for one in report.answers.all()]
    texts += report.part_answers.values()
    if any(int(number) == evidence.number for text in texts for number in FILE.findall(text)):
        return Refusal(
            _("The text names evidence %(n)d; take it out of the text first.") % {"n": evidence.number}
        )
    return None


def may_read_evidence(user: User | None, evidence: Evidence) -> Refusal | None:
    """Authors read all of it; others what was handed in with a round they may read."""
    report = evidence.report
    if refuse_unless_author(user, report.reporter) is None:
        return None
    if refusal := may_read(user, report):
        return refusal
    digest = evidence.upload.file.digest
    handed_in = report.editions.values_list("evidence", flat=True)
    if any(row["digest"] == digest for rows in handed_in for row in rows):
        return None
    return Refusal(_("This piece of evidence has not been handed in yet."))
