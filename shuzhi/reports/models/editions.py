from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shuzhi.cycles.models import digest_of
from shuzhi.reports.models.report import Report


class Edition(models.Model):
    """The text as it was handed in; written once, read by the office and, when accepted, by all allowed."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField(_("round"))
    sections = models.JSONField(_("sections"))
    answers = models.JSONField(_("answers"))
    # The figures and the evidence the text names, as they were that day.
    facts = models.JSONField(_("figures quoted"), default=list)
    evidence = models.JSONField(_("evidence named"), default=list)
    digest = models.CharField(_("hash of the text"), max_length=64)
    made_at = models.DateTimeField(_("handed in"), auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("edition of a report")
        verbose_name_plural = _("editions of a report")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="edition_is_numbered_once")]

    def __str__(self) -> str:
        return f"{self.report} {self.number}"

    @property
    def content(self) -> dict[str, Any]:
        text = {"reporter": self.report.reporter.code, "sections": self.sections, "answers": self.answers}
        pinned = {"facts": self.facts, "evidence": self.evidence}
        # A text that quotes nothing is hashed as before it could.
        return {**text, **{name: rows for name, rows in pinned.items() if rows}}

    @property
    def is_intact(self) -> bool:
        """The text still is what was hashed when it was handed in."""
        return digest_of(self.content) == self.digest
