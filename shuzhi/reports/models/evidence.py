from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuzhi.files.models import Upload
from shuzhi.reports.models.report import Report


class Evidence(models.Model):
    """A file that backs a report. The upload belongs to the unit and may back many reports."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="evidence")
    upload = models.ForeignKey(Upload, models.PROTECT, related_name="backs_reports")
    # As the text names it: [[file:3]].
    number = models.PositiveSmallIntegerField(_("number"))
    note = models.CharField(_("what it shows"), max_length=200, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("made"), auto_now_add=True)

    class Meta:
        verbose_name = pgettext_lazy("of a report", "evidence")
        verbose_name_plural = _("pieces of evidence")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="report_evidence_is_numbered_once"),
            models.UniqueConstraint(fields=["report", "upload"], name="report_evidence_is_named_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.upload.name}"

    @property
    def token(self) -> str:
        return f"[[file:{self.number}]]"
