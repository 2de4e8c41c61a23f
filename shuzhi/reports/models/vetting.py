from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shuzhi.reports.models.editions import Edition
from shuzhi.reports.models.report import Report


class ReturnNote(models.Model):
    """What the office asks to change; `section` "" speaks of the whole."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="notes")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="notes")
    section = models.CharField(_("section"), max_length=40, blank=True)
    text = models.TextField(_("what to change"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("made"), auto_now_add=True)

    class Meta:
        verbose_name = _("return note")
        verbose_name_plural = _("return notes")
        ordering = ["-edition__number", "pk"]

    def __str__(self) -> str:
        return self.text[:40]
